import type { Operations } from "../../sandbox/operations";

/** What a cloud is asked to do. */
export interface Asked {
  readonly action: "create" | "read" | "update" | "delete";
  readonly type: string;
  readonly urn: string;
  readonly inputs?: object;
}

/** Stands before a cloud, and may fail in its place. */
export class BeforeCloud implements Operations {
  /** Throws what the cloud would answer. */
  fail: (asked: Asked) => void = () => undefined;
  private cloud?: Operations;

  /** @param cloud - What answers where nothing fails. */
  readonly of = (cloud: Operations): Operations => {
    this.cloud = cloud;
    return this;
  };

  diff: Operations["diff"] = (...args) => this.cloud!.diff(...args);
  invoke: Operations["invoke"] = (...args) => this.cloud!.invoke(...args);
  create: Operations["create"] = (wanted) => {
    this.fail({ action: "create", ...wanted });
    return this.cloud!.create(wanted);
  };
  read: Operations["read"] = (sought) => {
    this.fail({ action: "read", ...sought });
    return this.cloud!.read(sought);
  };
  update: Operations["update"] = (sought, wanted) => {
    this.fail({ action: "update", ...wanted });
    return this.cloud!.update(sought, wanted);
  };
  delete: Operations["delete"] = (sought) => {
    this.fail({ action: "delete", ...sought });
    return this.cloud!.delete(sought);
  };
}
