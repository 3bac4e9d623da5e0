/**
 * Story 4 without a deployment history, as in other implementations of ECS: services are deployed and redeployed, and
 * the loss is reported once. For ECS itself, a missing answer is awaited.
 */

import { describe, expect, it } from "vitest";
import { AwsFailure, unreadableAnswer } from "../../src/aws/failure.ts";
import type { Reason } from "../../src/model/reason.ts";
import type { Snapshot } from "../../src/model/snapshot.ts";
import { service } from "../support/aws-reading.ts";
import { changed, exampleStory } from "../support/example-manifests.ts";
import { createVirtualWorld } from "../support/virtual-world.ts";

const cluster = "golang-ecs-cluster";
const serviceName = "golang-ecs-app-service";
const identity = `Service/${cluster}/${serviceName}`;
const file = "golang-app/service.yaml";

/** The manifests with another image, which is another task definition revision. */
function withImage(manifests: Snapshot, tag: string): Snapshot {
	const [image = ""] = /image: .*/.exec(manifests.files.get(file) ?? "") ?? [];
	return changed(manifests, file, image, `image: web:${tag}`);
}

interface Elsewhere {
	/** The failure of the deployment list. */
	readonly failure: readonly [kind: "unsupported" | "unavailable", code: string];
	/** Whether a service shows its running revisions. */
	readonly showsRevisions: boolean;
}

/** The story, converged, on another implementation of ECS. */
async function converged({ failure, showsRevisions }: Elsewhere) {
	const world = createVirtualWorld();
	const warnings: Reason[] = [];
	const evenkeel = world.start({
		onWarning: (warning) => void warnings.push(warning),
		aroundRead: async (operation, _input, read) => {
			if (operation === "ecs:ListServiceDeployments") throw new AwsFailure(...failure, operation, "no");
			const answer = await read();
			if (operation !== "ecs:DescribeServices" || showsRevisions) return answer;
			const { services } = answer as { readonly services?: readonly object[] };
			return { ...answer, services: services?.map((one) => ({ ...one, currentServiceRevisions: undefined })) };
		},
	});
	const manifests = await exampleStory("golang-app");
	evenkeel.accept(manifests);
	await evenkeel.settle();
	return { world, evenkeel, manifests, warnings };
}

const unknown: Elsewhere = { failure: ["unsupported", "UnknownOperationException"], showsRevisions: true };
const unreadable: Elsewhere = { failure: ["unavailable", unreadableAnswer], showsRevisions: false };

describe("without a deployment history", () => {
	it.each([
		["the operation is unknown", unknown],
		["the request gets no AWS answer, and services show no revision", unreadable],
	])("because %s, a service is deployed, and the loss is reported once", async (_how, elsewhere) => {
		const { world, evenkeel, manifests, warnings } = await converged(elsewhere);
		for (const tag of ["v2", "v3"]) {
			evenkeel.accept(withImage(manifests, tag));
			await evenkeel.settle();
		}
		expect((await service(world, cluster, serviceName))?.taskDefinition).toMatch(/:3$/);
		expect(warnings).toEqual([{ code: "NoDeploymentHistory", params: {} }]);
		await evenkeel.stop();
	});

	it("a new value of policy.redeploy forces one deployment, and only one", async () => {
		const { world, evenkeel, manifests } = await converged(unknown);
		const before = (await service(world, cluster, serviceName))?.deployments?.[0]?.id;
		evenkeel.accept(changed(manifests, file, 'redeploy: "1"', 'redeploy: "2"'));
		await evenkeel.settle();
		await world.advance(600_000);
		const after = await service(world, cluster, serviceName);
		expect(after?.deployments?.map(({ id }) => id)).not.toContain(before);
		expect(evenkeel.sent.filter(({ call }) => call.operation === "ecs:UpdateService")).toHaveLength(1);
		const asked = world.requests.filter((operation) => operation === "ecs:ListServiceDeployments").length;
		await world.advance(600_000);
		expect(world.requests.filter((operation) => operation === "ecs:ListServiceDeployments")).toHaveLength(asked);
		await evenkeel.stop();
	});
});

describe("with a deployment history in ECS and no answer", () => {
	it.each([
		["an outage", { failure: ["unavailable", "ServerException"], showsRevisions: false } as const],
		["an answer of a proxy", { failure: ["unavailable", unreadableAnswer], showsRevisions: true } as const],
	])("nothing is deployed meanwhile, through %s", async (_what, elsewhere) => {
		const { world, evenkeel, manifests, warnings } = await converged(elsewhere);
		const before = evenkeel.sent.length;
		evenkeel.accept(withImage(manifests, "v2"));
		await world.advance(600_000);
		const deployed = evenkeel.sent.slice(before).filter(({ call }) => "taskDefinition" in call.input);
		expect(deployed).toEqual([]);
		expect(evenkeel.resource(identity)).toMatchObject({ health: { status: "Unknown" } });
		expect(warnings).toEqual([]);
		await evenkeel.stop();
	});
});
