/** What each call names that has to be there: from the call alone, whichever manifest it comes from. */
import { describe, expect, it } from "vitest";
import type { Call } from "../../src/aws/calls.ts";
import { service } from "../../src/kinds/service/index.ts";
import { taskDefinition } from "../../src/kinds/task-definition/index.ts";
import type { Prerequisite } from "../../src/model/prerequisite.ts";

const awslogs = (options: Record<string, string>) => ({ logDriver: "awslogs" as const, options });
const register = (input: Extract<Call, { operation: "ecs:RegisterTaskDefinition" }>["input"]): Call => ({
	operation: "ecs:RegisterTaskDefinition",
	input,
});
const create = (more: object): Call => ({ operation: "ecs:CreateService", input: { serviceName: "web", ...more } });
const update = (more: object): Call => ({ operation: "ecs:UpdateService", input: { service: "web", ...more } });
const log = (logConfiguration: object) =>
	register({ family: "web", containerDefinitions: [{ logConfiguration: logConfiguration as never }] });
const ecsRole = (role: string): Prerequisite => ({ topic: "roles", role, usedBy: "ecs.amazonaws.com" });
const tasksRole = (role: string): Prerequisite => ({ topic: "roles", role, usedBy: "ecs-tasks.amazonaws.com" });
const awsvpc = { networkConfiguration: { awsvpcConfiguration: { subnets: ["subnet-a"] } } };

describe("the registration of a task definition names", () => {
	it.each<[string, Call, readonly Prerequisite[]]>([
		[
			"the image of each container",
			register({ family: "web", containerDefinitions: [{ image: "a:1" }, { image: "b@sha256:1" }, {}] }),
			[
				{ topic: "images", image: "a:1" },
				{ topic: "images", image: "b@sha256:1" },
			],
		],
		[
			"an image that ECS pulls with credentials of the task definition",
			register({
				family: "web",
				containerDefinitions: [{ image: "a:1", repositoryCredentials: { credentialsParameter: "arn:secret" } }],
			}),
			[{ topic: "images", image: "a:1", isPrivate: true }],
		],
		[
			"its roles, for tasks",
			register({ family: "web", containerDefinitions: [], taskRoleArn: "web", executionRoleArn: "arn:x" }),
			[tasksRole("web"), tasksRole("arn:x")],
		],
		[
			"no service-linked role",
			register({
				family: "web",
				containerDefinitions: [],
				taskRoleArn: "arn:aws:iam::111122223333:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS",
			}),
			[],
		],
		[
			"a log group and its region",
			log(awslogs({ "awslogs-group": "/ecs/web", "awslogs-region": "eu-west-1" })),
			[{ topic: "logGroups", logGroup: "/ecs/web", region: "eu-west-1" }],
		],
		[
			"a log group of no said region",
			log(awslogs({ "awslogs-group": "/ecs/web" })),
			[{ topic: "logGroups", logGroup: "/ecs/web" }],
		],
		["no log group that the driver makes", log(awslogs({ "awslogs-group": "g", "awslogs-create-group": "true" })), []],
		["no log group of another driver", log({ logDriver: "syslog", options: { "awslogs-group": "g" } }), []],
		["no log group where none is said", log({ logDriver: "awslogs" }), []],
	])("%s", (_, call, expected) => {
		expect(taskDefinition.prerequisites?.(call)).toEqual(expected);
	});
});

describe("the creation or change of a service names", () => {
	const targetGroup = { topic: "targetGroups", arn: "arn:tg" } as const;
	it.each<[string, Call, readonly Prerequisite[]]>([
		[
			"target groups, of addresses for tasks that have their own",
			create({ ...awsvpc, loadBalancers: [{ targetGroupArn: "arn:tg" }] }),
			[{ ...targetGroup, forwarded: true, targetType: "ip" }],
		],
		[
			"target groups of whatever type where the call does not tell the network",
			update({ loadBalancers: [{ targetGroupArn: "arn:tg" }, { loadBalancerName: "classic" }] }),
			[{ ...targetGroup, forwarded: true }],
		],
		[
			"both groups of a pair, of which one may get its rule later, and the role that shifts traffic",
			update({
				loadBalancers: [
					{
						targetGroupArn: "arn:tg",
						advancedConfiguration: { alternateTargetGroupArn: "arn:other", roleArn: "shift" },
					},
				],
			}),
			[
				{ ...targetGroup, forwarded: true },
				{ topic: "targetGroups", arn: "arn:other", forwarded: false },
				ecsRole("shift"),
			],
		],
		["the role for a classic load balancer", create({ role: "ecsServiceRole" }), [ecsRole("ecsServiceRole")]],
		[
			"the roles of volumes, VPC Lattice, hooks and TLS",
			create({
				volumeConfigurations: [{ name: "data", managedEBSVolume: { roleArn: "volumes" } }],
				vpcLatticeConfigurations: [{ roleArn: "lattice", targetGroupArn: "arn:lattice", portName: "http" }],
				deploymentConfiguration: { lifecycleHooks: [{ hookTargetArn: "arn:hook", roleArn: "hooks" }] },
				serviceConnectConfiguration: { enabled: true, services: [{ portName: "http", tls: { roleArn: "tls" } }] },
			}),
			["volumes", "lattice", "hooks", "tls"].map(ecsRole),
		],
		[
			"the log group of Service Connect's proxy",
			update({
				serviceConnectConfiguration: { enabled: true, logConfiguration: awslogs({ "awslogs-group": "/proxy" }) },
			}),
			[{ topic: "logGroups", logGroup: "/proxy" }],
		],
		["nothing in a call that says nothing of these", update({ desiredCount: 0 }), []],
		["nothing when it goes", { operation: "ecs:DeleteService", input: { service: "web" } }, []],
	])("%s", (_, call, expected) => {
		expect(service.prerequisites?.(call)).toEqual(expected);
	});
});
