/**
 * Answers that say success and are wrong, one read at a time. From none of them may a write follow that does not follow from the
 * truth; none makes the controller crash or ask without end; and once they are right again, everything gets to its end.
 */
import { DescribeTaskDefinitionCommand, RegisterTaskDefinitionCommand } from "@aws-sdk/client-ecs";
import { describe, expect, it } from "vitest";
import { operationNames } from "../../src/aws/operations.ts";
import type { Wrongness } from "../../src/emulator/wire/wrong-answer.ts";
import { contentTag } from "../../src/model/tags.ts";
import { createVirtualWorld, type RunningController, type VirtualWorld } from "../support/virtual-world.ts";

const doc = (kind: string, name: string, spec: string, policy = "{}") =>
	`apiVersion: evenkeel/v1alpha1\nkind: ${kind}\nmetadata: { name: ${name} }\npolicy: ${policy}\nspec: ${spec}\n`;
const environment = (deletions: readonly string[]) =>
	`apiVersion: evenkeel/v1alpha1\nkind: Environment\nmetadata: { name: test }\nspec: { owner: test, account: "123456789012", deletions: [${deletions.join(", ")}] }\n`;
const shop = {
	"n.yaml": doc("Namespace", "internal", "{ Type: DNS_PRIVATE, Vpc: vpc-1 }"),
	"r.yaml": doc(
		"Registry",
		"api",
		"{ NamespaceId: internal, DnsConfig: { DnsRecords: [{ Type: A, TTL: 10 }] }, HealthCheckCustomConfig: {} }",
	),
	"c.yaml": doc("Cluster", "shop", "{}"),
	"t.yaml": doc(
		"TaskDefinition",
		"web",
		"{ networkMode: awsvpc, requiresCompatibilities: [FARGATE], cpu: 256, memory: 512, containerDefinitions: [{ name: web, image: 'web:1' }] }",
		"{ keepRevisions: 2 }",
	),
	"s.yaml": doc(
		"Service",
		"api",
		"{ cluster: shop, taskDefinition: web, launchType: FARGATE, desiredCount: 1, networkConfiguration: { awsvpcConfiguration: { subnets: [subnet-1] } }, serviceRegistries: [{ registry: internal/api }] }",
		"{ redeploy: a, followDigest: true }",
	),
};
const all = ["Service/shop/api", "TaskDefinition/web", "Cluster/shop", "Registry/internal/api", "Namespace/internal"];

/** What AWS said of tags is believed until everything is listed again. */
const atMostMs = 7_200_000;

/** What a life without faults writes, each stage by itself. */
async function live(fault?: { readonly operation: string | readonly string[]; readonly as: Wrongness }) {
	const observedState = createVirtualWorld();
	const intervalMs = 600_000;
	const evenkeel = observedState.start({ intervalMs, discoveryIntervalMs: intervalMs, images: { intervalMs } });
	let crash: unknown;
	evenkeel.ended.catch((error) => {
		crash = error;
	});
	const stages: (readonly string[])[] = [];
	let perMinute = 0;
	let applied = 0;
	const stage = async (files: Readonly<Record<string, string>>, badMs: number, end: () => Promise<unknown>) => {
		const before = evenkeel.sent.length;
		evenkeel.accept(files);
		if (fault) {
			const remove = observedState.emulator.faults.add({ ...fault, fault: "wrongAnswer" });
			const asked = observedState.requests.length;
			await observedState.advance(badMs);
			perMinute = Math.max(perMinute, (observedState.requests.length - asked) / (badMs / 60_000));
			applied += observedState.emulator.faults.list()[0]?.applied ?? 0;
			remove();
		}
		if (crash) throw crash;
		await end();
		stages.push(evenkeel.sent.slice(before).map(({ call, identity }) => `${call.operation} ${identity}`));
	};
	await stage({ ...shop, "e.yaml": environment([]) }, 120_000, () => evenkeel.settle({ atMostMs }));
	await stage({ ...shop, "e.yaml": environment([]) }, 3_700_000, () => evenkeel.settle({ atMostMs }));
	await stage({ "e.yaml": environment(all) }, 120_000, () => gone(observedState, evenkeel));
	await evenkeel.stop();
	return { stages, perMinute, applied };
}

async function gone(observedState: VirtualWorld, evenkeel: RunningController): Promise<void> {
	await observedState.until(() => all.every((identity) => evenkeel.resource(identity) === undefined), {
		atMostMs,
		explain: () => JSON.stringify(evenkeel.controller.status().resources),
	});
}

/** What this life never asks for: it is asked of failed rollouts, and where a list does not show what was there. */
const unasked = ["ecs:ListServiceDeployments", "servicediscovery:GetNamespace", "servicediscovery:GetService"];
const reads = operationNames(({ read, usedBy }) => read !== undefined && usedBy === undefined).filter(
	(name) => !unasked.includes(name),
);

/** What can be wrong in the answer to one operation: only lists have tokens, and not all that ECS shows has an ARN. */
const told: Readonly<Partial<Record<Wrongness, RegExp>>> = {
	noItems: /^(ecs|servicediscovery):/,
	otherItems: /^(ecs|servicediscovery):/,
	otherAccount: /^ecs:(Describe|List(?!TaskDefinitionFamilies))|^servicediscovery:List(Namespaces|Services|Instances)/,
	sameToken: /^(ecs|servicediscovery):(List(?!Tags)|GetInstances)/,
};

const clean = live();

async function expectAsClean(operation: string | readonly string[], as: Wrongness): Promise<void> {
	const { stages, perMinute, applied } = await live({ operation, as });
	expect(applied).toBeGreaterThan(0);
	const sorted = (calls: readonly string[]) => [...calls].sort();
	expect(stages.map(sorted)).toEqual((await clean).stages.map(sorted));
	expect(perMinute).toBeLessThan(150);
}

describe.each(Object.entries(told))("an answer that is wrong (%s)", (as, of) => {
	it.each(reads.filter((operation) => of.test(operation)))("to %s", (operation) =>
		expectAsClean(operation, as as Wrongness),
	);
});

// Each read by itself is in `test/aws/answers.test.ts`.
it.each(["nothing", "nullItems", "otherTypes"] as const)("no answer that can be read (%s)", (as) =>
	expectAsClean(["Describe*", "List*", "Get*"], as),
);

const writes = ["Create*", "Register*", "Update*", "TagResource", "Delete*", "Deregister*"];

// What a call that was answered so has done is found out by reading.
it.each(["nothing", "nullItems", "otherTypes", "otherItems"] as const)("no answer to a write (%s)", async (as) => {
	const { stages, applied } = await live({ operation: writes, as });
	expect(applied).toBeGreaterThan(0);
	const makes = (calls: readonly string[]) => calls.filter((call) => !/Namespace/.test(call)).sort();
	expect(stages.map(makes)).toEqual((await clean).stages.map(makes));
	// An operation that is not known by its id is asked for again, under the same request id.
	const distinct = (calls: readonly string[]) => [...new Set(calls)].sort();
	expect(stages.map(distinct)).toEqual((await clean).stages.map(distinct));
});

it("a revision that a list does not show any more is not registered again behind one of others", async () => {
	const observedState = createVirtualWorld();
	const evenkeel = observedState.start({ intervalMs: 60_000 });
	evenkeel.accept({ "t.yaml": shop["t.yaml"], "e.yaml": environment([]) });
	await evenkeel.settle();
	const containerDefinitions = [{ name: "web", image: "web:2", memory: 64 }];
	const isOfOwner = ({ key }: { readonly key?: string }) => key !== contentTag;
	const { tags = [] } = await observedState.ecs.send(
		new DescribeTaskDefinitionCommand({ taskDefinition: "web", include: ["TAGS"] }),
	);
	await observedState.ecs.send(
		new RegisterTaskDefinitionCommand({ family: "web", containerDefinitions, tags: tags.filter(isOfOwner) }),
	);
	await observedState.advance(3_700_000);
	expect(evenkeel.sent).toHaveLength(1);
	observedState.emulator.faults.add({ operation: "ecs:ListTaskDefinitions", fault: "wrongAnswer", as: "noItems" });
	await observedState.advance(3_700_000);
	expect(evenkeel.sent).toHaveLength(1);
	await evenkeel.stop();
});
