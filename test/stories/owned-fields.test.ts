/** Fields that others may change within limits, and fields that require the recreation of a service. */

import {
	type DescribeTaskDefinitionCommandOutput,
	RegisterTaskDefinitionCommand,
	UpdateServiceCommand,
} from "@aws-sdk/client-ecs";
import { describe, expect, it } from "vitest";
import { because, type Reason } from "../../src/model/reason.ts";
import { taskDefinition as revision, service as shown } from "../support/aws-reading.ts";
import { createVirtualWorld, type Files, type VirtualWorld } from "../support/virtual-world.ts";

const identity = "Service/shop/api";

function manifests(policy: string, spec = "launchType: FARGATE"): Files {
	return {
		"all.yaml": `
apiVersion: evenkeel/v1alpha1
kind: Cluster
metadata: { name: shop }
spec: {}
---
apiVersion: evenkeel/v1alpha1
kind: TaskDefinition
metadata: { name: api }
spec:
  requiresCompatibilities: [FARGATE, EC2]
  networkMode: awsvpc
  cpu: "256"
  memory: "512"
  containerDefinitions: [{ name: api, image: "api:1" }]
---
apiVersion: evenkeel/v1alpha1
kind: Service
metadata: { name: api }
policy: ${policy}
spec:
  cluster: shop
  taskDefinition: api
  ${spec}
  networkConfiguration: { awsvpcConfiguration: { subnets: [subnet-a] } }
`,
	};
}

async function converged(files: Files) {
	const world = createVirtualWorld();
	const evenkeel = world.start();
	evenkeel.accept(files);
	await evenkeel.settle();
	return { world, evenkeel };
}

const count = async (world: VirtualWorld) => (await shown(world, "shop", "api"))?.desiredCount;

describe("an omitted desired count", () => {
	it.each([
		{ policy: "{}", born: 1 },
		{ policy: "{ initial: { desiredCount: 3 } }", born: 3 },
		{ policy: "{ bounds: { min: 2, max: 5 } }", born: 2 },
		{ policy: "{ bounds: { min: 0, max: 5 } }", born: 1 },
		{ policy: "{ bounds: { min: 2, max: 5 }, initial: { desiredCount: 4 } }", born: 4 },
	])("is $born at creation with $policy", async ({ policy, born }) => {
		const { world, evenkeel } = await converged(manifests(policy));
		expect(await count(world)).toBe(born);
		await evenkeel.stop();
	});

	it.each([
		{ policy: "{}", set: 9, kept: 9 },
		{ policy: "{}", set: 0, kept: 0 },
		{ policy: "{ bounds: { min: 2, max: 5 } }", set: 4, kept: 4 },
		{ policy: "{ bounds: { min: 2, max: 5 } }", set: 9, kept: 5 },
		{ policy: "{ bounds: { min: 2, max: 5 } }", set: 0, kept: 2 },
	])("that autoscaling sets to $set is $kept with $policy", async ({ policy, set, kept }) => {
		const { world, evenkeel } = await converged(manifests(policy));
		await world.ecs.send(new UpdateServiceCommand({ cluster: "shop", service: "api", desiredCount: set }));
		await world.advance(180_000);
		expect(await count(world)).toBe(kept);
		expect(evenkeel.resource(identity)).toMatchObject({ sync: "Synced", unmanaged: [] });
		await evenkeel.stop();
	});
});

describe("a field that policy.ignore lists", () => {
	it("is not managed, regardless of its manifest", async () => {
		const declared = "launchType: FARGATE\n  propagateTags: SERVICE";
		const { world, evenkeel } = await converged(manifests("{ ignore: [/propagateTags] }", declared));
		const before = evenkeel.sent.length;
		const byHand = { cluster: "shop", service: "api", propagateTags: "NONE" } as const;
		await world.ecs.send(new UpdateServiceCommand(byHand));
		await world.advance(180_000);
		expect(evenkeel.resource(identity)).toMatchObject({ sync: "Synced", drift: [] });
		expect(evenkeel.sent).toHaveLength(before);
		evenkeel.accept(manifests("{}", declared));
		await world.until(async () => (await shown(world, "shop", "api"))?.propagateTags === "SERVICE");
		await evenkeel.stop();
	});
});

describe("a member of a field that policy.ignore lists", () => {
	const declared = (minimum: number) =>
		`launchType: FARGATE\n  deploymentConfiguration: { minimumHealthyPercent: ${minimum}, maximumPercent: 200 }`;
	const policy = "{ ignore: [/deploymentConfiguration/maximumPercent] }";

	it("keeps an external change, also in a call that changes its siblings", async () => {
		const { world, evenkeel } = await converged(manifests(policy, declared(100)));
		const before = evenkeel.sent.length;
		const byHand = { minimumHealthyPercent: 100, maximumPercent: 150 };
		await world.ecs.send(
			new UpdateServiceCommand({ cluster: "shop", service: "api", deploymentConfiguration: byHand }),
		);
		await world.advance(180_000);
		expect(evenkeel.resource(identity)).toMatchObject({ sync: "Synced", drift: [] });
		expect(evenkeel.sent).toHaveLength(before);
		evenkeel.accept(manifests(policy, declared(50)));
		await evenkeel.settle();
		const { deploymentConfiguration } = (await shown(world, "shop", "api")) ?? {};
		expect(deploymentConfiguration).toMatchObject({ minimumHealthyPercent: 50, maximumPercent: 150 });
		await evenkeel.stop();
	});
});

describe("a task definition that policy.ignore lists", () => {
	const breaker = "deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true } }";

	it("is deployed by others only; the result blocks nothing else and costs no request", async () => {
		const { world, evenkeel } = await converged(
			manifests("{ ignore: [/taskDefinition] }", `launchType: FARGATE\n  ${breaker}`),
		);
		const before = evenkeel.sent.length;
		const { taskDefinition } = await revision(world, "api:1");
		const { networkMode, cpu, memory, containerDefinitions, requiresCompatibilities } = taskDefinition ?? {};
		const shape = { networkMode, cpu, memory, containerDefinitions, requiresCompatibilities };
		await world.ecs.send(new RegisterTaskDefinitionCommand({ family: "ci", ...shape }));
		world.emulator.service("ecs").failTaskStarts({ reason: "CannotPullContainerError: not found" });
		await world.ecs.send(new UpdateServiceCommand({ cluster: "shop", service: "api", taskDefinition: "ci:1" }));
		await world.advance(1_800_000);
		expect((await shown(world, "shop", "api"))?.taskDefinition).toMatch(/api:1$/);
		expect(evenkeel.resource(identity)).toMatchObject({
			sync: "Synced",
			rollout: "done",
			health: { status: "Healthy" },
		});
		expect(evenkeel.resource(identity)?.conditions).toContainEqual(
			expect.objectContaining({ type: "Stalled", status: "False" }),
		);
		expect(evenkeel.sent).toHaveLength(before);
		expect(world.requests).not.toContain("ecs:ListServiceDeployments");
		await evenkeel.stop();
	});
});

describe("a part of a task definition that policy.ignore lists", () => {
	const declared = (image: string): Files => ({
		"all.yaml": (manifests("{}")["all.yaml"] ?? "")
			.replace(
				"metadata: { name: api }",
				"metadata: { name: api }\npolicy: { ignore: [/containerDefinitions/api/cpu] }",
			)
			.replace(`image: "api:1"`, `image: "${image}", cpu: 64`),
	});

	/** A user registers a revision with another CPU share of the container. */
	async function register(world: VirtualWorld, share: number) {
		const { taskDefinition } = await revision(world, "api:1");
		const { family, networkMode, cpu, memory, containerDefinitions, requiresCompatibilities } = taskDefinition ?? {};
		await world.ecs.send(
			new RegisterTaskDefinitionCommand({
				...{ family, networkMode, cpu, memory, requiresCompatibilities },
				containerDefinitions: containerDefinitions?.map((container) => ({ ...container, cpu: share })),
			}),
		);
	}

	async function withAnotherShare() {
		const { world, evenkeel } = await converged(declared("api:1"));
		await register(world, 128);
		await world.ecs.send(new UpdateServiceCommand({ cluster: "shop", service: "api", taskDefinition: "api:2" }));
		return { world, evenkeel };
	}

	const runs = async (world: VirtualWorld) => {
		const name = (await shown(world, "shop", "api"))?.taskDefinition ?? "";
		const [container] = (await revision(world, name)).taskDefinition?.containerDefinitions ?? [];
		return `${name.split("/").at(-1)} ${container?.image} ${container?.cpu}`;
	};

	it("is kept as deployed, also by later registrations in both directions", async () => {
		const { world, evenkeel } = await withAnotherShare();
		const before = evenkeel.sent.length;
		await world.advance(1_800_000);
		expect(await runs(world)).toBe("api:2 api:1 128");
		expect(evenkeel.sent).toHaveLength(before);
		// A revision that is not deployed has no effect.
		await register(world, 256);
		evenkeel.accept(declared("api:2"));
		await evenkeel.settle();
		expect(await runs(world)).toBe("api:4 api:2 128");
		evenkeel.accept(declared("api:1"));
		await evenkeel.settle();
		expect(await runs(world)).toBe("api:2 api:1 128");
		await evenkeel.stop();
	});

	it("does not prevent recognition of a revision, even if AWS's representation changes", async () => {
		const { world, evenkeel } = await withAnotherShare();
		evenkeel.accept(declared("api:2"));
		await evenkeel.settle();
		await evenkeel.stop();
		const next = world.start({
			aroundRead: async (operation, _input, read) => {
				const answer = await read();
				if (operation !== "ecs:DescribeTaskDefinition") return answer;
				const { taskDefinition, ...others } = answer as DescribeTaskDefinitionCommandOutput;
				const containers = taskDefinition?.containerDefinitions?.map((one) => ({ ...one, somethingNew: "ENABLED" }));
				return { ...others, taskDefinition: { ...taskDefinition, containerDefinitions: containers } };
			},
		});
		next.accept(declared("api:2"));
		await next.settle();
		await world.advance(1_800_000);
		expect(next.sent).toEqual([]);
		await next.stop();
	});
});

describe("a field that AWS cannot change", () => {
	const onEc2 = "launchType: EC2";

	it("is rejected with a remediation, and nothing changes", async () => {
		const { world, evenkeel } = await converged(manifests("{}"));
		const before = evenkeel.sent.length;
		evenkeel.accept(manifests("{}", onEc2));
		await world.until(() => evenkeel.resource(identity)?.outcome === "blocked");
		expect(evenkeel.resource(identity)?.reason).toEqual(
			because("ImmutableFields", {
				fields: ["launchType"],
				remediations: [because("UseCapacityProviderStrategy")],
			}),
		);
		await world.advance(600_000);
		expect(evenkeel.sent).toHaveLength(before);
		await evenkeel.stop();
	});

	it("is changed by a new service if policy.replace lists it, each step after the previous one", async () => {
		const world = createVirtualWorld();
		const reasons: (Reason | undefined)[] = [];
		const evenkeel = world.start({
			onStatus: ({ resources }) => {
				reasons.push(...resources.map(({ reason }) => reason));
			},
		});
		evenkeel.accept(manifests("{ replace: [launchType] }"));
		await evenkeel.settle();
		const before = evenkeel.sent.length;
		evenkeel.accept(manifests("{ replace: [launchType] }", onEc2));
		await evenkeel.settle();
		expect(reasons).toContainEqual(
			because("ScaledToZero", { before: because("Replaced", { fields: ["launchType"] }) }),
		);
		expect(evenkeel.sent.slice(before).map(({ call }) => call.operation)).toEqual([
			"ecs:UpdateService",
			"ecs:DeleteService",
			"ecs:CreateService",
		]);
		expect(await shown(world, "shop", "api")).toMatchObject({ launchType: "EC2", runningCount: 1, status: "ACTIVE" });
		await evenkeel.stop();
	});

	it("is changed by a new service even if the controller dies after each step", async () => {
		const { world, evenkeel } = await converged(manifests("{ replace: [launchType] }"));
		await evenkeel.stop();
		const operations: string[] = [];
		for (let step = 0; step < 3; step++) {
			const next = world.start({
				afterCall: ({ operation }) => {
					operations.push(operation);
					throw new Error("The controller is killed.");
				},
			});
			next.accept(manifests("{ replace: [launchType] }", onEc2));
			await world.until(() => operations.length > step);
			await expect(next.ended).rejects.toThrow("killed");
		}
		expect(operations).toEqual(["ecs:UpdateService", "ecs:DeleteService", "ecs:CreateService"]);
		const last = world.start();
		last.accept(manifests("{ replace: [launchType] }", onEc2));
		await last.settle();
		expect(last.sent).toEqual([]);
		expect(await shown(world, "shop", "api")).toMatchObject({ launchType: "EC2", runningCount: 1, status: "ACTIVE" });
		await last.stop();
	});
});
