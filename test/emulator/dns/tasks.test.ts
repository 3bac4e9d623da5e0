/** Tests the DNS location of a task: the VPC of its subnet, if VPCs are configured. */
import { CreateClusterCommand, ECSClient, RegisterTaskDefinitionCommand, RunTaskCommand } from "@aws-sdk/client-ecs";
import { ChangeResourceRecordSetsCommand, CreateHostedZoneCommand, Route53Client } from "@aws-sdk/client-route-53";
import { describe, expect, it } from "vitest";
import { openInProcess } from "../../../src/aws/client-settings.ts";
import type { Network } from "../../../src/emulator/account-context.ts";
import { createEmulator } from "../../../src/emulator/emulator.ts";
import { virtualClock } from "../../../src/lib/clock.ts";
import { seededRandom } from "../../../src/lib/random.ts";
import { record } from "../services/route53/zone.ts";

/** An account with zones of the same name in two VPCs, and a function that runs a task in a subnet. */
async function withTwoZones(vpcs?: Network["vpcs"]) {
	const emulator = createEmulator({ clock: virtualClock(), random: seededRandom(1), network: { vpcs } });
	const route53 = openInProcess(Route53Client, emulator);
	for (const [VPCId, address] of [
		["vpc-1", "10.1.0.1"],
		["vpc-2", "10.2.0.1"],
	] as const) {
		const VPC = { VPCId, VPCRegion: "ap-northeast-1" as const };
		const made = await route53.send(new CreateHostedZoneCommand({ Name: "internal", CallerReference: VPCId, VPC }));
		const Changes = [record("CREATE", "db.internal", "A", [address])];
		await route53.send(
			new ChangeResourceRecordSetsCommand({ HostedZoneId: made.HostedZone?.Id, ChangeBatch: { Changes } }),
		);
	}
	const ecs = openInProcess(ECSClient, emulator);
	await ecs.send(new CreateClusterCommand({}));
	await ecs.send(
		new RegisterTaskDefinitionCommand({
			family: "web",
			requiresCompatibilities: ["FARGATE"],
			networkMode: "awsvpc",
			cpu: "256",
			memory: "512",
			containerDefinitions: [{ name: "web", image: "nginx" }],
		}),
	);
	return {
		emulator,
		taskIn: async (subnet: string) => {
			const networkConfiguration = { awsvpcConfiguration: { subnets: [subnet] } };
			const command = new RunTaskCommand({ taskDefinition: "web", launchType: "FARGATE", networkConfiguration });
			const { tasks } = await ecs.send(command);
			return tasks?.[0]?.taskArn?.split("/").at(-1) ?? "";
		},
	};
}

describe("a task", () => {
	it("resolves only names in private zones of its subnet's VPC", async () => {
		const { emulator, taskIn } = await withTwoZones({ "vpc-1": ["subnet-a"], "vpc-2": ["subnet-b", "subnet-c"] });
		const lookup = async (subnet: string) => emulator.service("ecs").lookup(await taskIn(subnet), "db.internal");
		expect(await lookup("subnet-a")).toEqual(["10.1.0.1"]);
		expect(await lookup("subnet-c")).toEqual(["10.2.0.1"]);
		expect(await lookup("subnet-of-no-vpc")).toEqual([]);
	});

	it("resolves names in every private zone if no VPC is configured", async () => {
		const { emulator, taskIn } = await withTwoZones();
		expect(emulator.service("ecs").lookup(await taskIn("subnet-b"), "db.internal")).toEqual(["10.1.0.1"]);
	});

	it("resolves names of another VPC over the control route", async () => {
		const { emulator, taskIn } = await withTwoZones({ "vpc-1": ["subnet-a"] });
		const path = `/_evenkeel/tasks/${await taskIn("subnet-a")}/lookup`;
		const addresses = async (query: Record<string, string>) => {
			const asked = new URLSearchParams({ name: "db.internal", ...query });
			return JSON.parse((await emulator.control({ method: "GET", path, query: asked })).body).addresses;
		};
		expect(await addresses({})).toEqual(["10.1.0.1"]);
		expect(await addresses({ vpc: "vpc-2" })).toEqual(["10.2.0.1"]);
		expect(await addresses({ vpc: "public" })).toEqual([]);
	});
});
