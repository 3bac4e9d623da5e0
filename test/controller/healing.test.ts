/**
 * When AWS answers again after an outage, what was kept back does not come all at once. A fleet lives among AWS's own request
 * rates, brought down to its size, and AWS itself judges: whoever keeps to the budget is never throttled.
 */
import { expect, it } from "vitest";
import type { FaultRule } from "../../src/emulator/front/fault-rule.ts";
import { burstOf } from "../support/burst.ts";
import { doc, environment } from "../support/manifests.ts";
import { createVirtualWorld } from "../support/virtual-world.ts";

/** With a registry for each, and so more than one pass may write. */
const services = 26;
const maxWrites = 50;
/** A fifth of AWS's rates is to this fleet what they are to one of 130 services; half of that is ours. */
const rates = { throttle: 0.2, budget: 0.1 };

const base = [
	environment(),
	doc("Cluster", "shop"),
	doc("Namespace", "internal", "{ Type: DNS_PRIVATE, Vpc: vpc-1 }"),
	doc(
		"TaskDefinition",
		"web",
		"{ containerDefinitions: [{ name: web, image: web, memory: 64 }], networkMode: awsvpc }",
	),
];
/** Everything that can be changed differs between two versions. */
const fleet = (version: number) =>
	[
		...base,
		...Array.from({ length: services }, (_, index) => [
			doc(
				"Registry",
				`api-${index}`,
				`{ NamespaceId: internal, DnsConfig: { DnsRecords: [{ Type: A, TTL: ${version} }] }, HealthCheckCustomConfig: {} }`,
			),
			doc(
				"Service",
				`api-${index}`,
				`{ cluster: shop, taskDefinition: web, desiredCount: ${version}, networkConfiguration: { awsvpcConfiguration: { subnets: [subnet-1] } }, serviceRegistries: [{ registry: internal/api-${index} }] }`,
			),
		]).flat(),
	].join("---\n");

interface Stretch {
	/** The most requests in any ten seconds. */
	readonly burst: number;
	readonly maxWrites: number;
	/** Requests that AWS refused as too many. */
	readonly throttled: number;
}

/** Commits a change of everything into an outage of a quarter of an hour; what was sent meanwhile, and after it. */
async function live(outage?: FaultRule): Promise<{ readonly during: Stretch; readonly after: Stretch }> {
	const observedState = createVirtualWorld({ throttle: rates.throttle });
	let requests: { readonly atMs: number; readonly code: string }[] = [];
	let writes: number[] = [];
	const stretch = () => {
		const seen = {
			burst: burstOf(requests.map(({ atMs }) => atMs)),
			maxWrites: Math.max(0, ...writes),
			throttled: requests.filter(({ code }) => code.startsWith("Throttl")).length,
		};
		requests = [];
		writes = [];
		return seen;
	};
	const evenkeel = observedState.start({
		budget: rates.budget,
		onRequest: ({ code }) => void requests.push({ atMs: observedState.clock.now(), code }),
		onReconcile: ({ sent }) => void writes.push(sent.length),
	});
	evenkeel.accept({ "all.yaml": fleet(1) });
	await evenkeel.settle();
	stretch();
	const heal = outage && observedState.emulator.faults.add(outage);
	evenkeel.accept({ "all.yaml": fleet(2) });
	if (heal) await observedState.advance(900_000);
	heal?.();
	const during = stretch();
	await evenkeel.settle();
	await evenkeel.stop();
	return { during, after: stretch() };
}

let clean: ReturnType<typeof live> | undefined;
const withoutOutage = () => {
	clean ??= live();
	return clean;
};

it.each<FaultRule>([
	{ operation: "*", fault: "throttle" },
	{ operation: "*", fault: "dropRequest", probability: 0.7 },
	{ operation: "servicediscovery:*", fault: "dropResponse" },
])("an outage is followed by no more requests at once than a day without one has: %j", async (outage) => {
	const clean = await withoutOutage();
	const { during, after } = await live(outage);
	expect(clean.after).toMatchObject({ maxWrites, throttled: 0 });
	expect(after.throttled).toBe(0);
	// Pauses grow to minutes, and each resource has another one, so that few end at the same moment.
	expect(after.maxWrites).toBeLessThan(maxWrites / 2);
	expect(after.burst).toBeLessThanOrEqual(clean.after.burst);
	// Patience is what keeps an outage from being made worse.
	expect(during.burst).toBeLessThanOrEqual(clean.after.burst);
});
