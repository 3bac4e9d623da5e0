/**
 * A bug stops only the resource that it came up with: a kind throws in one of its functions for one resource, and nothing is
 * written for that one, nothing is pruned, and everything else goes on.
 */
import { ListServicesCommand, UpdateServiceCommand } from "@aws-sdk/client-ecs";
import { describe, expect, it } from "vitest";
import { kinds as ownKinds } from "../../src/kinds/list.ts";
import { service } from "../../src/kinds/service/index.ts";
import { taskDefinition } from "../../src/kinds/task-definition/index.ts";
import { load } from "../../src/manifest/load.ts";
import type { Bug } from "../../src/model/bug.ts";
import type { Identity } from "../../src/model/identity.ts";
import type { SomeKind } from "../../src/model/kind.ts";
import { createKinds, type Kinds } from "../../src/model/kinds.ts";
import type { Check } from "../../src/model/manifest-rules.ts";
import { doc, environment, fargateDefinition, fargateService } from "../support/manifests.ts";
import { asSnapshot, createVirtualWorld } from "../support/virtual-world.ts";

const names = ["api-1", "api-2", "api-3", "api-4", "api-5"];
const bad = "Service/shop/api-3" as const;
const shop: Readonly<Record<string, string>> = {
	"e.yaml": environment("prune: automatic"),
	"c.yaml": doc("Cluster", "shop"),
	"t.yaml": fargateDefinition("web", "web:1"),
	...Object.fromEntries(names.map((name) => [`${name}.yaml`, fargateService(name)])),
};

type Service = typeof service;

/** evenkeel's kinds with another Service. */
function withService(change: Partial<Service>): Kinds {
	const changed: Service = { ...service, ...change };
	return kindsWith((use) => use(changed));
}

/** evenkeel's kinds with another one instead of the one of the same name. */
function kindsWith(changed: SomeKind): Kinds {
	const changedName = changed(({ name }) => name);
	return createKinds(
		ownKinds.inCreationOrder.map((some) => (some(({ name }) => name) === changedName ? changed : some)),
	);
}

const bug = (): never => {
	throw new TypeError("a bug of this test");
};

/** Each function of a kind that throws for one resource while `isOn` holds. */
const faults: Readonly<Record<string, (isOn: () => boolean) => Partial<Service>>> = {
	observe: (isOn) => ({
		observe: (request) =>
			isOn() && request.due.some(({ identity }) => identity === bad) ? bug() : service.observe(request),
	}),
	plan: (isOn) => ({ plan: (input) => (isOn() && input.identity === bad ? bug() : service.plan(input)) }),
	health: (isOn) => ({
		health: (observed, ...others) =>
			isOn() && observed.spec.serviceName === "api-3" ? bug() : service.health(observed, ...others),
	}),
	adjust: (isOn) => ({
		adjust: (desired, observed, resourceContext) =>
			isOn() && desired.serviceName === "api-3"
				? bug()
				: (service.adjust?.(desired, observed, resourceContext) ?? desired),
	}),
	"rollouts.stateOf": (isOn) => ({
		rollouts: {
			stateOf: (observed) =>
				isOn() && observed.spec.serviceName === "api-3" ? bug() : (service.rollouts?.stateOf(observed) ?? "done"),
		},
	}),
	"relations.dependsOn": (isOn) => ({
		relations: {
			...service.relations,
			dependsOn: (resource, declared) =>
				isOn() && resource.identity === bad ? bug() : (service.relations?.dependsOn?.(resource, declared) ?? []),
		},
	}),
	prerequisites: (isOn) => ({
		prerequisites: (call) =>
			isOn() && JSON.stringify(call.input).includes("api-3") ? bug() : (service.prerequisites?.(call) ?? []),
	}),
};

describe.each(Object.entries(faults))("a bug in a kind's %s", (_name, fault) => {
	it("stops the one resource that it comes up with, and prunes nothing", async () => {
		const observedState = createVirtualWorld();
		const bugs: Bug[] = [];
		let isOn = false;
		const evenkeel = observedState.start({ kinds: withService(fault(() => isOn)), onBug: (found) => bugs.push(found) });
		const strict: typeof shop = {
			...shop,
			"e.yaml": environment("prune: automatic, preflight: [images], rollouts: { maxConcurrent: 2 }"),
		};
		evenkeel.accept(strict);
		await evenkeel.settle();
		expect(bugs).toEqual([]);

		isOn = true;
		const before = evenkeel.sent.length;
		for (const name of names) {
			await observedState.ecs.send(new UpdateServiceCommand({ cluster: "shop", service: name, desiredCount: 2 }));
		}
		await observedState.advance(600_000);
		const { "api-5.yaml": _, ...fewer } = strict;
		evenkeel.accept(fewer);
		await observedState.advance(1_800_000);

		expect(evenkeel.resource(bad)).toMatchObject({
			sync: "Unknown",
			health: { status: "Unknown" },
			reason: { code: "InternalError", params: { error: "TypeError: a bug of this test" } },
		});
		expect(new Set(bugs.map(({ identity }) => identity))).toEqual(new Set([bad]));
		const sent = evenkeel.sent.slice(before);
		expect(new Set(sent.map(({ identity }) => identity))).toEqual(
			new Set(["Service/shop/api-1", "Service/shop/api-2", "Service/shop/api-4", "Service/shop/api-5"]),
		);
		const { serviceArns } = await observedState.ecs.send(new ListServicesCommand({ cluster: "shop" }));
		expect(serviceArns).toHaveLength(5);

		isOn = false;
		await observedState.advance(3_600_000);
		expect(evenkeel.resource(bad)).toMatchObject({ sync: "Synced", health: { status: "Healthy" } });
		expect(evenkeel.resource("Service/shop/api-5")).toBeUndefined();
		await evenkeel.stop();
	});
});

it("a bug is that of the resource that it comes up with, and not of those that ask for it", async () => {
	const observedState = createVirtualWorld();
	const bugs: Bug[] = [];
	let isOn = false;
	const { adjust } = taskDefinition;
	const changed: typeof taskDefinition = {
		...taskDefinition,
		adjust: (desired, ...resourceContext) => (isOn ? bug() : (adjust?.(desired, ...resourceContext) ?? desired)),
	};
	const evenkeel = observedState.start({
		kinds: kindsWith((use) => use(changed)),
		onBug: (found) => bugs.push(found),
	});
	evenkeel.accept(shop);
	await evenkeel.settle();
	isOn = true;
	evenkeel.accept({ ...shop, "api-6.yaml": fargateService("api-6") });
	await observedState.advance(1_800_000);
	expect(new Set(bugs.map(({ identity }) => identity))).toEqual(new Set(["TaskDefinition/web"]));
	expect(evenkeel.resource("Service/shop/api-6")).toMatchObject({
		reason: { params: { target: "TaskDefinition/web" } },
	});
	await evenkeel.stop();
});

it("a bug in what only a list shows keeps everything from being pruned, and nothing else", async () => {
	const observedState = createVirtualWorld();
	const bugs: Bug[] = [];
	let isOn = false;
	const evenkeel = observedState.start({
		kinds: withService({ observe: (request) => (isOn && request.fullResync ? bug() : service.observe(request)) }),
		onBug: (found) => bugs.push(found),
	});
	evenkeel.accept(shop);
	await evenkeel.settle();
	isOn = true;
	await observedState.advance(7_200_000);
	const { "api-5.yaml": _, ...fewer } = shop;
	evenkeel.accept(fewer);
	await observedState.ecs.send(new UpdateServiceCommand({ cluster: "shop", service: "api-1", desiredCount: 2 }));
	await observedState.advance(7_200_000);
	expect(bugs.length).toBeGreaterThan(0);
	expect(bugs.every(({ kind, identity }) => kind === "Service" && identity === undefined)).toBe(true);
	expect(evenkeel.resource("Service/shop/api-1")).toMatchObject({ sync: "Synced" });
	expect(evenkeel.sent.filter(({ call }) => call.operation === "ecs:DeleteService")).toEqual([]);
	await evenkeel.stop();
});

it("a bug in a kind's relations.parent stops the orphan that it comes up with", async () => {
	const observedState = createVirtualWorld();
	const bugs: Bug[] = [];
	let isOn = false;
	const parent = (identity: Identity) => (isOn && identity === bad ? bug() : service.relations?.parent?.(identity));
	const evenkeel = observedState.start({
		kinds: withService({ relations: { ...service.relations, parent } }),
		onBug: (found) => bugs.push(found),
	});
	evenkeel.accept(shop);
	await evenkeel.settle();
	isOn = true;
	const { "api-3.yaml": _, ...fewer } = shop;
	evenkeel.accept(fewer);
	await observedState.advance(1_800_000);
	expect(new Set(bugs.map(({ identity }) => identity))).toEqual(new Set([bad]));
	expect(evenkeel.resource(bad)).toMatchObject({ sync: "Unknown", reason: { code: "InternalError" } });
	expect(evenkeel.sent.filter(({ call }) => call.operation === "ecs:DeleteService")).toEqual([]);
	isOn = false;
	await observedState.advance(3_600_000);
	const { serviceArns } = await observedState.ecs.send(new ListServicesCommand({ cluster: "shop" }));
	expect(serviceArns).toHaveLength(4);
	await evenkeel.stop();
});

it("a bug in a check rejects the manifest that it came up with, and no other", () => {
	const check: Check<object> = ({ resource }) => (resource.name === "api-3" ? bug() : []);
	const kinds = withService({ manifest: { ...service.manifest, checks: [...service.manifest.checks, check] } });
	const { problems, desired } = load(asSnapshot(shop), { kinds });
	expect(problems.map(({ code, place }) => [code, place.file])).toEqual([["internal-error", "api-3.yaml"]]);
	expect(desired?.complete).toBe(false);
	expect(desired?.resources).toHaveLength(6);
});
