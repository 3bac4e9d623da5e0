/** Ids that the operator lists as known: of a listed kind all others are refused, in AWS's words. */
import {
	CreateClusterCommand,
	CreateServiceCommand,
	ECSClient,
	RegisterTaskDefinitionCommand,
} from "@aws-sdk/client-ecs";
import { AssociateVPCWithHostedZoneCommand, CreateHostedZoneCommand } from "@aws-sdk/client-route-53";
import { CreatePrivateDnsNamespaceCommand } from "@aws-sdk/client-servicediscovery";
import { describe, expect, it } from "vitest";
import { openInProcess } from "../../src/aws/client-settings.ts";
import { createKnownIds } from "../../src/emulator/known-ids.ts";
import { refusalOf } from "./services/ecs/account.ts";
import { createWorld } from "./world.ts";

const role = "arn:aws:iam::123456789012:role/known";
const known = ["vpc-known", "subnet-a", "sg-a", role];

async function withKnown() {
	const world = createWorld({ known });
	const ecs = openInProcess(ECSClient, world.emulator);
	await ecs.send(new CreateClusterCommand({}));
	const register = (taskRoleArn?: string) =>
		ecs.send(
			new RegisterTaskDefinitionCommand({
				family: "web",
				networkMode: "awsvpc",
				requiresCompatibilities: ["FARGATE"],
				cpu: "256",
				memory: "512",
				containerDefinitions: [{ name: "web", image: "nginx" }],
				taskRoleArn,
			}),
		);
	const create = (subnets: string[], securityGroups: string[]) =>
		ecs.send(
			new CreateServiceCommand({
				serviceName: "web",
				taskDefinition: "web",
				desiredCount: 1,
				launchType: "FARGATE",
				networkConfiguration: { awsvpcConfiguration: { subnets, securityGroups } },
			}),
		);
	return { ...world, register, create };
}

describe("known ids", () => {
	it("are taken, and so is every id of a kind of which none is listed", () => {
		const kinds = [
			{ name: "subnet id", pattern: /^subnet-/ },
			{ name: "security group id", pattern: /^sg-/ },
		];
		const known = createKnownIds(kinds, ["subnet-a"]);
		expect(known.has("sg-any")).toBe(true);
		expect(known.has("subnet-a")).toBe(true);
		expect(known.has("subnet-b")).toBe(false);
		expect(createKnownIds(kinds).has("subnet-b")).toBe(true);
	});

	it("bound the network of a service", async () => {
		const { register, create } = await withKnown();
		await register();
		expect(await refusalOf(create(["subnet-a", "subnet-b"], ["sg-a"]))).toBe(
			"InvalidParameterException: Error retrieving subnet information for [subnet-a, subnet-b]: The subnet ID 'subnet-b' does not exist (ErrorCode: InvalidSubnetID.NotFound)",
		);
		expect(await refusalOf(create(["subnet-a"], ["sg-b"]))).toBe(
			"InvalidParameterException: Error retrieving security group information for [sg-b]: The security group 'sg-b' does not exist (ErrorCode: InvalidGroup.NotFound)",
		);
		expect((await create(["subnet-a"], ["sg-a"])).service?.status).toBe("ACTIVE");
	});

	it("bound the roles of a task definition, by name and by ARN", async () => {
		const { register } = await withKnown();
		expect((await register("known")).taskDefinition?.taskRoleArn).toBe(role);
		expect((await register(role)).taskDefinition?.taskRoleArn).toBe(role);
		expect(await refusalOf(register("other"))).toBe("ClientException: Role is not valid");
	});

	it("bound the VPCs of private namespaces", async () => {
		const { finished, cloudMap } = await withKnown();
		const create = (Name: string, Vpc: string) =>
			finished(cloudMap.send(new CreatePrivateDnsNamespaceCommand({ Name, Vpc })));
		expect(await create("a.local", "vpc-other")).toMatchObject({
			Status: "FAIL",
			ErrorCode: "CANNOT_CREATE_HOSTED_ZONE",
			ErrorMessage: expect.stringMatching(/^The VPC vpc-other in region /),
		});
		expect(await create("a.local", "vpc-known")).toMatchObject({ Status: "SUCCESS" });
	});

	it("bound the VPCs of a zone, when it is made and later", async () => {
		const { route53 } = await withKnown();
		const vpc = (VPCId: string) => ({ VPCId, VPCRegion: "ap-northeast-1" as const });
		const create = (VPCId: string) =>
			route53.send(new CreateHostedZoneCommand({ Name: "internal", CallerReference: VPCId, VPC: vpc(VPCId) }));
		expect(await refusalOf(create("vpc-other"))).toMatch(/^InvalidVPCId: The VPC vpc-other does not exist/);
		const { HostedZone } = await create("vpc-known");
		const associate = new AssociateVPCWithHostedZoneCommand({ HostedZoneId: HostedZone?.Id, VPC: vpc("vpc-other") });
		expect(await refusalOf(route53.send(associate))).toMatch(/^InvalidVPCId: The VPC vpc-other does not exist/);
	});
});
