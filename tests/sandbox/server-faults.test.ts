import * as grpc from "@grpc/grpc-js";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as wire from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Cloud } from "../../sandbox/cloud";
import { FaultScript, type Fault } from "../../sandbox/faults";
import { FaultyOperations } from "../../sandbox/faulty";
import { CloudOperations } from "../../sandbox/operations";
import { serve } from "../../sandbox/server";

const TYPE = "aws:s3/bucket:Bucket";

/** What the engine is told of a create in which something goes wrong. */
async function told(fault: Fault): Promise<grpc.ServiceError> {
  const faults = new FaultScript([{ on: "create", fault }]);
  const server = await serve(new FaultyOperations(new CloudOperations(new Cloud()), { faults }));
  const client = new ResourceProviderClient(`127.0.0.1:${server.port}`, grpc.credentials.createInsecure());
  try {
    const inputs = Struct.fromJavaScript({ bucket: "uploads" });
    const request = new wire.CreateRequest().setUrn(`urn:pulumi:test::landfall::${TYPE}::uploads`);
    request.setType(TYPE).setName("uploads").setProperties(inputs);
    return await new Promise((resolve, reject) => {
      client.create(request, (error) => (error === null ? reject(new Error("it went well")) : resolve(error)));
    });
  } finally {
    client.close();
    server.close();
  }
}

describe("what goes wrong in the sandbox cloud", () => {
  it.each<[Fault, grpc.status, RegExp]>([
    ["429", grpc.status.UNKNOWN, /^create of aws:s3\/bucket:Bucket: 429/],
    ["500", grpc.status.UNKNOWN, /500 InternalServerError/],
    ["timeout", grpc.status.DEADLINE_EXCEEDED, /deadline exceeded/],
    ["lost", grpc.status.UNKNOWN, /connection reset/],
  ])("is told as a provider tells it: %s", async (fault, code, message) => {
    expect(await told(fault)).toMatchObject({ code, details: expect.stringMatching(message) as string });
  });

  it("tells of an object that did not come up all that the engine needs to keep it", async () => {
    const { metadata } = await told("partial");
    const [packed] = metadata.get("grpc-status-details-bin") as Buffer[];
    const [detail] = Status.deserializeBinary(packed!).getDetailsList();
    expect(detail!.getTypeName()).toBe("pulumirpc.ErrorResourceInitFailed");
    const failed = wire.ErrorResourceInitFailed.deserializeBinary(detail!.getValue_asU8());
    expect(failed.getId()).toBe("uploads");
    expect(failed.getInputs()?.toJavaScript()).toEqual({ bucket: "uploads" });
    expect(failed.getProperties()?.toJavaScript()).toMatchObject({ arn: "arn:aws:s3:::uploads" });
    expect(failed.getReasonsList()).toEqual([expect.stringContaining("did not come up healthy")]);
  });
});
