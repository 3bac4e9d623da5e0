/**
 * The account that answers may change while evenkeel runs: credentials are refreshed to another role, an endpoint leads elsewhere.
 * The same owner may have resources there.
 */
import { DescribeClustersCommand } from "@aws-sdk/client-ecs";
import { describe, expect, it } from "vitest";
import { createAws } from "../../src/aws/client.ts";
import { runManualAction } from "../../src/controller/manual-action.ts";
import { kinds } from "../../src/kinds/list.ts";
import { seededRandom } from "../../src/lib/random.ts";
import { load } from "../../src/manifest/load.ts";
import { suspending } from "../../src/plan/manual-action.ts";
import { doc, environment, fargateDefinition, fargateService } from "../support/manifests.ts";
import { accountA, accountB, expectNothingOfB, openBetween } from "../support/two-accounts.ts";
import { asSnapshot, createVirtualWorld, type StartOptions } from "../support/virtual-world.ts";

const namespace = doc("Namespace", "internal", "{ Type: DNS_PRIVATE, Vpc: vpc-1 }");
const registry = (name: string) =>
	doc(
		"Registry",
		name,
		"{ NamespaceId: internal, DnsConfig: { DnsRecords: [{ Type: A, TTL: 10 }] }, HealthCheckCustomConfig: {} }",
	);
const discovery = [namespace, registry("api")].join("---\n");
const definition = fargateDefinition("web", "web:1");
const service = (name: string, desiredCount = 1) =>
	fargateService(name, { desiredCount, more: "serviceRegistries: [{ registry: internal/api }]" });
const shop = {
	"c.yaml": doc("Cluster", "shop"),
	"d.yaml": discovery,
	"t.yaml": definition,
	"s.yaml": service("api"),
};
const named = environment(`account: "${accountA}", region: ap-northeast-1, prune: automatic`);
const implicit = environment("prune: automatic");
const everything = () => true;
const ofEcs = (operation: string) => operation.startsWith("ecs:");
const ofCloudMap = (operation: string) => operation.startsWith("servicediscovery:");
/** What the same owner has in B: other things, the same ones, fewer, nothing. */
const inB = {
	others: { "e.yaml": environment(), "c.yaml": doc("Cluster", "other") },
	"the same": { "e.yaml": environment(), ...shop },
	"a cluster alone": { "e.yaml": environment(), "c.yaml": shop["c.yaml"] },
	nothing: undefined,
};
/** A commit that creates, updates and deletes. */
const commit = { ...shop, "s.yaml": service("web", 2), "c2.yaml": doc("Cluster", "new") };

describe("another account that answers after convergence", () => {
	const cases = Object.keys(inB).flatMap((had) =>
		[named, implicit].map(
			(environmentText) => [had as keyof typeof inB, environmentText === named, environmentText] as const,
		),
	);
	it.each(cases)("and has %s is not written to (account named: %s)", async (had, _, environmentText) => {
		const observedState = await openBetween(inB[had]);
		const { evenkeel, a, answerAsB, strays } = observedState;
		evenkeel.accept({ ...shop, "e.yaml": environmentText });
		await evenkeel.settle();
		answerAsB(everything);
		evenkeel.accept({ ...commit, "e.yaml": environmentText });
		await a.until(() => evenkeel.controller.status().stopped !== undefined);
		const status = evenkeel.controller.status();
		expect(status.account).toBe(accountB);
		expect(status.stopped).toMatchObject({
			code: "WrongAccount",
			params: {
				differences: [{ what: "account", expected: accountA, answering: accountB, isNamed: environmentText === named }],
			},
		});
		await a.advance(600_000);
		expect(strays()).toEqual([]);
		expectNothingOfB(observedState);
		answerAsB(() => false);
		await evenkeel.settle();
		expect(evenkeel.controller.status()).toMatchObject({ account: accountA });
		expect(evenkeel.controller.status().stopped).toBeUndefined();
		expect(strays()).toEqual([]);
		await evenkeel.stop();
	});
});

describe("another account that answers from the n-th request of a commit on", () => {
	it.each([
		["the same", "everything", everything],
		["the same", "ECS alone", ofEcs],
		["the same", "Cloud Map alone", ofCloudMap],
		["nothing", "everything", everything],
		["nothing", "ECS alone", ofEcs],
	] as const)("and has %s gets at most the one call that was on its way (%s)", async (had, _, isMet) => {
		for (const n of [0, 1, 2, 4, 12]) {
			const observedState = await openBetween(inB[had]);
			const { evenkeel, a, b, answerAsB, strays, requests } = observedState;
			evenkeel.accept({ ...shop, "e.yaml": named });
			await evenkeel.settle();
			const before = requests.length;
			answerAsB((operation) => requests.length - before > n && isMet(operation));
			evenkeel.accept({ ...commit, "e.yaml": named });
			await a.advance(180_000);
			// Between the proof and the call nothing can be seen of an endpoint that changes.
			const [first] = requests.slice(before).filter((request) => request.startsWith("B"));
			expect(strays()).toEqual(strays().length > 0 ? [first] : []);
			const { clusters } = await b.ecs.send(new DescribeClustersCommand({ clusters: ["new"] }));
			const carriedOut = [{ operation: "ecs:CreateCluster" }];
			if (clusters?.length) expect(evenkeel.controller.status().stopped).toMatchObject({ params: { carriedOut } });
			answerAsB(() => false);
			await evenkeel.settle();
			await evenkeel.stop();
		}
	});

	it("gets no second call of those whose answers name no account", async () => {
		const registries = Object.fromEntries(
			Array.from({ length: 8 }, (_, index) => [`r${index}.yaml`, registry(`api-${index}`)]),
		);
		const all = { "e.yaml": named, "n.yaml": namespace, ...registries };
		const observedState = await openBetween({ ...all, "e.yaml": environment() });
		const { evenkeel, a, answerAsB, strays, requests } = observedState;
		evenkeel.accept(all);
		await evenkeel.settle();
		answerAsB(() => requests.some((request) => request.endsWith("DeleteService")));
		const listed = Object.keys(registries).map((_, index) => `Registry/internal/api-${index}`);
		const deletions = `deletions: [${listed.join(", ")}]`;
		evenkeel.accept({ "e.yaml": named.replace("prune: automatic", deletions), "n.yaml": namespace });
		await a.advance(180_000);
		expect(requests.filter((request) => request.endsWith("DeleteService"))).toHaveLength(1);
		expect(strays().length).toBeLessThanOrEqual(1);
		await evenkeel.stop();
	});
});

describe("another account that answers for Cloud Map alone", () => {
	it("ends all reconciles until it does so no more, though ECS shows the right one", async () => {
		const { evenkeel, a, answerAsB } = await openBetween(inB["the same"]);
		evenkeel.accept({ ...shop, "e.yaml": named });
		await evenkeel.settle();
		answerAsB(ofCloudMap);
		await a.until(() => evenkeel.controller.status().stopped !== undefined);
		const { reconciles } = evenkeel.controller.status();
		await a.advance(1_200_000);
		expect(evenkeel.controller.status()).toMatchObject({ reconciles, account: accountB });
		answerAsB(() => false);
		await evenkeel.settle();
		await evenkeel.stop();
	});

	it("and is empty, so that it tells nothing, is found out by the first that is created there", async () => {
		const { evenkeel, a, answerAsB, strays } = await openBetween(undefined);
		evenkeel.accept({ ...shop, "e.yaml": named });
		await evenkeel.settle();
		answerAsB(ofCloudMap);
		await a.until(() => evenkeel.controller.status().stopped !== undefined);
		const count = strays().length;
		await a.advance(1_200_000);
		expect(strays()).toHaveLength(count);
		expect(new Set(strays())).toEqual(
			new Set(["B servicediscovery:CreateService", "B servicediscovery:CreatePrivateDnsNamespace"]),
		);
		await evenkeel.stop();
	});
});

describe("accounts that take turns", () => {
	it.each([3, 7])("at every request (%i) get nothing planned in one from what is seen in the other", async (turn) => {
		const { evenkeel, a, answerAsB, strays, requests } = await openBetween(inB["a cluster alone"]);
		evenkeel.accept({ ...shop, "e.yaml": named });
		await evenkeel.settle();
		const before = evenkeel.sent.length;
		answerAsB(() => Math.floor(requests.length / turn) % 2 === 0);
		await a.advance(600_000);
		expect(strays()).toEqual([]);
		expect(evenkeel.sent.slice(before)).toEqual([]);
		answerAsB(() => false);
		await evenkeel.settle();
		await evenkeel.stop();
	});
});

describe("another region", () => {
	it("that answers is not written to", async () => {
		const observedState = await openBetween(inB["the same"], { regionOfB: "eu-west-1" });
		const { evenkeel, a, answerAsB, strays } = observedState;
		evenkeel.accept({ ...shop, "e.yaml": implicit });
		await evenkeel.settle();
		answerAsB(everything);
		evenkeel.accept({ ...commit, "e.yaml": implicit });
		await a.advance(600_000);
		expect(strays()).toEqual([]);
		expect(evenkeel.controller.status().stopped).toMatchObject({
			code: "WrongAccount",
			params: { differences: [{ what: "region", expected: "ap-northeast-1", answering: "eu-west-1" }] },
		});
		expectNothingOfB(observedState);
		await evenkeel.stop();
	});
});

describe("an environment", () => {
	it("that names another account than before goes on there once that one answers", async () => {
		const { evenkeel, a, b, answerAsB, strays } = await openBetween(undefined);
		evenkeel.accept({ ...shop, "e.yaml": named });
		await evenkeel.settle();
		evenkeel.accept({ ...shop, "e.yaml": named.replace(accountA, accountB) });
		await a.until(() => evenkeel.controller.status().stopped !== undefined);
		answerAsB(everything);
		await evenkeel.settle();
		expect(strays().length).toBeGreaterThan(4);
		expect(evenkeel.controller.status()).toMatchObject({ account: accountB });
		const { clusters } = await b.ecs.send(new DescribeClustersCommand({ clusters: ["shop"] }));
		expect(clusters).toHaveLength(1);
		await evenkeel.stop();
	});
});

describe("a namespace that another account shares", () => {
	const shares = (owner: string): NonNullable<StartOptions["aroundRead"]> => {
		return async (operation, input, read) => {
			const answer = await read();
			if (operation !== "servicediscovery:ListNamespaces" || JSON.stringify(input).includes("SELF")) return answer;
			const id = "ns-sharedsharedshar";
			const Arn = `arn:aws:servicediscovery:ap-northeast-1:${owner}:namespace/${id}`;
			const shared = { Id: id, Arn, Name: "platform", Type: "HTTP", ResourceOwner: owner };
			return { ...answer, Namespaces: [...((answer as { Namespaces?: object[] }).Namespaces ?? []), shared] };
		};
	};

	it("is no other account that answers, and costs one question", async () => {
		const observedState = createVirtualWorld();
		const evenkeel = observedState.start({ aroundRead: shares(accountB) });
		evenkeel.accept({ ...shop, "e.yaml": named });
		await evenkeel.settle();
		observedState.requests.length = 0;
		await observedState.advance(600_000);
		const lists = observedState.requests.filter((request) => request === "servicediscovery:ListNamespaces");
		expect(lists.length).toBeLessThanOrEqual(13);
		expect(evenkeel.controller.status().stopped).toBeUndefined();
		await evenkeel.stop();
	});

	it("does not hide that its owner answers", async () => {
		const { evenkeel, a, answerAsB, strays } = await openBetween(inB["the same"], { aroundRead: shares(accountB) });
		evenkeel.accept({ ...shop, "e.yaml": named });
		await evenkeel.settle();
		answerAsB(ofCloudMap);
		evenkeel.accept({ ...shop, "d.yaml": discovery.replace("name: api", "name: web"), "e.yaml": named });
		await a.advance(600_000);
		expect(strays()).toEqual([]);
		expect(evenkeel.controller.status().stopped).toMatchObject({ params: { differences: [{ answering: accountB }] } });
		await evenkeel.stop();
	});
});

describe("what is done manually", () => {
	it("is not done in another account", async () => {
		const { a, b } = await openBetween(inB["the same"]);
		const { desired } = load(asSnapshot({ ...shop, "e.yaml": named }), { kinds });
		if (!desired) throw new Error("The manifests are invalid.");
		let requests = 0;
		for (const n of [0, 3, 9]) {
			const handle: typeof a.emulator.requestHandler.handle = (request, options) => {
				requests += 1;
				return (requests > n ? b : a).emulator.requestHandler.handle(request, options);
			};
			const requestHandler = { ...a.emulator.requestHandler, handle };
			const { clock } = a;
			const aws = createAws({
				region: a.emulator.region,
				requestHandler,
				clock,
				random: seededRandom(1),
				budget: async () => {},
			});
			const before = b.requests.length;
			const done = await runManualAction({
				...{ kinds, aws, clock, desired, dryRun: false, signal: new AbortController().signal },
				...{
					selectors: ["Cluster/shop"],
					manualAction: suspending({ "evenkeel:suspended": "2099-01-01T00:00:00Z no" }),
				},
			});
			expect(done).toMatchObject({
				stopped: { code: "WrongAccount", params: { differences: [{ answering: accountB }] } },
			});
			expect(b.requests.slice(before)).toEqual([]);
		}
	});
});
