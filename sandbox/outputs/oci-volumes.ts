import { text } from "../properties";
import { BIRTHDAY, type Birth, type Blueprint, type Blueprints } from "./blueprint";

/** An object with an OCID and a life cycle. */
const object = (kind: string, state: string, outputs: NonNullable<Blueprint["outputs"]> = () => ({})): Blueprint => ({
  id: (it: Birth) => `ocid1.${kind}.oc1.${it.region}.aaaaaaaa${it.identity.token(52)}`,
  outputs: (it) => ({
    displayName: text(it.inputs.displayName, it.name),
    state,
    timeCreated: BIRTHDAY,
    ...outputs(it),
  }),
});

/** Volumes of machines on Oracle Cloud, and their backups. */
export const ociVolumes: Blueprints = {
  "oci:Core/volume:Volume": object("volume", "AVAILABLE", () => ({ isHydrated: true })),
  "oci:Core/volumeAttachment:VolumeAttachment": object("volumeattachment", "ATTACHED", () => ({
    isMultipath: false,
    isVolumeCreatedDuringLaunch: false,
  })),
  "oci:Core/volumeBackupPolicy:VolumeBackupPolicy": object("volumebackuppolicy", "AVAILABLE"),
  "oci:Core/volumeBackupPolicyAssignment:VolumeBackupPolicyAssignment": object(
    "volumebackuppolicyassignment",
    "AVAILABLE",
  ),
};
