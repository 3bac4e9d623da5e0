/**
 * A service whose deployments shift traffic: evenkeel requests one deployment for each commit, waits while ECS passes
 * its stages, and recognizes a rollback.
 */
import { ListServiceDeploymentsCommand } from "@aws-sdk/client-ecs";
import { describe, expect, it } from "vitest";
import { service } from "../support/aws-reading.ts";
import { createVirtualWorld, type Files } from "../support/virtual-world.ts";

const identity = "Service/shop/web";
const balancing = "arn:aws:elasticloadbalancing:ap-northeast-1:111122223333";

const strategies = [
	["BLUE_GREEN", "bakeTimeInMinutes: 5"],
	["LINEAR", "bakeTimeInMinutes: 5, linearConfiguration: { stepPercent: 25, stepBakeTimeInMinutes: 1 }"],
	["CANARY", "bakeTimeInMinutes: 5, canaryConfiguration: { canaryPercent: 10, canaryBakeTimeInMinutes: 3 }"],
] as const;

function manifests(strategy: string, rest: string, image: string): Files {
	return {
		"shop.yaml": `apiVersion: evenkeel/v1alpha1
kind: Environment
metadata: { name: shop }
spec: { owner: shop, region: ap-northeast-1 }
---
apiVersion: evenkeel/v1alpha1
kind: Cluster
metadata: { name: shop }
spec: {}
---
apiVersion: evenkeel/v1alpha1
kind: TaskDefinition
metadata: { name: web }
spec:
  requiresCompatibilities: [FARGATE]
  networkMode: awsvpc
  cpu: 256
  memory: 512
  containerDefinitions:
    - { name: web, image: "web:${image}", essential: true, portMappings: [{ containerPort: 80 }] }
---
apiVersion: evenkeel/v1alpha1
kind: Service
metadata: { name: web }
spec:
  cluster: shop
  taskDefinition: web
  launchType: FARGATE
  desiredCount: 2
  deploymentConfiguration:
    strategy: ${strategy}
    ${rest.split(/, (?![^{]*\})/).join("\n    ")}
    deploymentCircuitBreaker: { enable: true, rollback: true }
  networkConfiguration: { awsvpcConfiguration: { subnets: [subnet-0a1b2c3d4e5f60718] } }
  loadBalancers:
    - containerName: web
      containerPort: 80
      targetGroupArn: ${balancing}:targetgroup/blue/0123456789abcdef
      advancedConfiguration:
        alternateTargetGroupArn: ${balancing}:targetgroup/green/0123456789abcdef
        productionListenerRule: ${balancing}:listener-rule/app/web/1234567890abcdef/1234567890abcdef/1234567890abcdef
        roleArn: arn:aws:iam::111122223333:role/shift
`,
	};
}

async function converged(strategy: string, rest: string) {
	const world = createVirtualWorld({ account: "111122223333" });
	const evenkeel = world.start();
	evenkeel.accept(manifests(strategy, rest, "1"));
	await evenkeel.settle();
	const deployments = async () => {
		const found = await world.ecs.send(new ListServiceDeploymentsCommand({ cluster: "shop", service: "web" }));
		return (found.serviceDeployments ?? []).map(({ status }) => status).reverse();
	};
	return { world, evenkeel, deployments };
}

describe.each(strategies)("a service that is deployed %s", (strategy, rest) => {
	it("shifts to a new image by one call, is Progressing until the end of the bake time, and then makes no calls", async () => {
		const { world, evenkeel, deployments } = await converged(strategy, rest);
		const before = evenkeel.sent.length;
		evenkeel.accept(manifests(strategy, rest, "2"));
		await world.advance(120_000);
		expect(evenkeel.resource(identity)).toMatchObject({ outcome: "in sync", health: { status: "Progressing" } });
		await evenkeel.settle();
		await world.advance(600_000);
		expect(evenkeel.sent.slice(before).map(({ call }) => call.operation)).toEqual([
			"ecs:RegisterTaskDefinition",
			"ecs:UpdateService",
		]);
		expect(await deployments()).toEqual(["SUCCESSFUL", "SUCCESSFUL"]);
		expect((await service(world, "shop", "web"))?.taskDefinition).toMatch(/web:2$/);
		await evenkeel.stop();
	});

	it("keeps the running tasks if the new image does not start, and reports it once", async () => {
		const { world, evenkeel } = await converged(strategy, rest);
		world.emulator.service("ecs").failTaskStarts({ service: "web", reason: "CannotPullContainerError: not found" });
		evenkeel.accept(manifests(strategy, rest, "bad"));
		await world.until(() => evenkeel.resource(identity)?.health.status === "Degraded");
		await world.until(() => evenkeel.resource(identity)?.outcome === "blocked");
		const before = evenkeel.sent.length;
		await world.advance(3_600_000);
		expect(evenkeel.sent).toHaveLength(before);
		expect(await service(world, "shop", "web")).toMatchObject({ runningCount: 2 });
		expect((await service(world, "shop", "web"))?.taskDefinition).toMatch(/web:1$/);
		await evenkeel.stop();
	});
});
