/** Tests injected faults from the client's side: the response and the actual effect. */
import {
	CreateClusterCommand,
	DeleteClusterCommand,
	DescribeClustersCommand,
	ListClustersCommand,
	ListTagsForResourceCommand,
	UpdateClusterCommand,
} from "@aws-sdk/client-ecs";
import { CreateHostedZoneCommand, ListHostedZonesCommand } from "@aws-sdk/client-route-53";
import { ListNamespacesCommand } from "@aws-sdk/client-servicediscovery";
import { describe, expect, it } from "vitest";
import type { FaultRule } from "../../../src/emulator/front/fault-rule.ts";
import { createVirtualWorld, type VirtualWorld } from "../../support/virtual-world.ts";

const create = ({ ecs }: VirtualWorld, clusterName: string) => ecs.send(new CreateClusterCommand({ clusterName }));

/** The names of all clusters from all pages. */
async function clusters({ ecs }: VirtualWorld, maxResults = 100): Promise<string[]> {
	const names: string[] = [];
	let nextToken: string | undefined;
	do {
		const page: { clusterArns?: string[]; nextToken?: string } = await ecs.send(
			new ListClustersCommand({ maxResults, ...(nextToken ? { nextToken } : {}) }),
		);
		names.push(...(page.clusterArns ?? []).map((arn) => arn.split("/")[1] ?? ""));
		nextToken = page.nextToken;
	} while (nextToken);
	return names;
}

async function status({ ecs }: VirtualWorld, ...names: string[]) {
	const { clusters: found = [] } = await ecs.send(new DescribeClustersCommand({ clusters: names }));
	return found.map((cluster) => cluster.status);
}

const sends = {
	ecs: ({ ecs }: VirtualWorld) => ecs.send(new CreateClusterCommand({ clusterName: "a" })),
	servicediscovery: ({ cloudMap }: VirtualWorld) => cloudMap.send(new ListNamespacesCommand({})),
	route53: ({ route53 }: VirtualWorld) => route53.send(new ListHostedZonesCommand({})),
};

describe("injected errors have each service's code, text and status", () => {
	const user = "arn:aws:iam::123456789012:user/test";
	it.each<[keyof typeof sends, FaultRule["fault"], string, number, string]>([
		["ecs", "throttle", "ThrottlingException", 400, "Rate exceeded"],
		["servicediscovery", "throttle", "ThrottlingException", 400, "Rate exceeded"],
		["route53", "throttle", "Throttling", 400, "Rate exceeded"],
		["ecs", "internalFailure", "ServerException", 500, "server issue"],
		["servicediscovery", "internalFailure", "InternalFailure", 500, "unknown error"],
		["route53", "internalFailure", "InternalFailure", 500, "unknown error"],
		[
			"ecs",
			"accessDenied",
			"AccessDeniedException",
			403,
			`User: ${user} is not authorized to perform: ecs:CreateCluster`,
		],
		["servicediscovery", "accessDenied", "AccessDeniedException", 400, "perform: servicediscovery:ListNamespaces"],
		["route53", "accessDenied", "AccessDenied", 403, "because no identity-based policy allows"],
	])("%s: %s", async (service, fault, name, httpStatusCode, text) => {
		const world = createVirtualWorld({ faults: [{ operation: `${service}:*`, fault, count: 1 } as FaultRule] });
		await expect(sends[service](world)).rejects.toMatchObject({
			name,
			message: expect.stringContaining(text),
			$metadata: { httpStatusCode },
		});
		if (service === "ecs") expect(await clusters(world)).toEqual([]);
		await sends[service](world);
	});

	it("and any other AWS error can be injected", async () => {
		const message = "Unable to assume the service linked role. Please verify that the ECS service linked role exists.";
		const faults: FaultRule[] = [
			{ operation: "ecs:CreateCluster", fault: "error", code: "InvalidParameterException", message },
		];
		await expect(create(createVirtualWorld({ faults }), "a")).rejects.toMatchObject({
			name: "InvalidParameterException",
			message,
		});
	});
});

describe("lost connections", () => {
	it.each<[FaultRule["fault"], string[]]>([
		["dropRequest", []],
		["dropResponse", ["a"]],
	])("%s: the client gets a network error, and AWS has %j", async (fault, afterwards) => {
		const world = createVirtualWorld();
		const takeBack = world.emulator.faults.add({ operation: "CreateCluster", fault } as FaultRule);
		await expect(create(world, "a")).rejects.toMatchObject({ code: "ECONNRESET", message: "socket hang up" });
		takeBack();
		expect(await clusters(world)).toEqual(afterwards);
	});

	it("also hide errors", async () => {
		const world = createVirtualWorld({ faults: [{ operation: "ecs:DeleteCluster", fault: "dropResponse" }] });
		const deletion = world.ecs.send(new DeleteClusterCommand({ cluster: "nobody" }));
		await expect(deletion).rejects.toMatchObject({ code: "ECONNRESET" });
	});
});

describe("delays", () => {
	it.each<["request" | "response" | undefined, string[]]>([
		[undefined, []],
		["request", []],
		["response", ["a"]],
	])("of the %s wait on the emulator's clock", async (of, meanwhile) => {
		const world = createVirtualWorld({
			faults: [{ operation: "ecs:CreateCluster", fault: "delay", delaySeconds: 30, ...(of ? { of } : {}) }],
		});
		let answered = false;
		const created = create(world, "a").then(() => {
			answered = true;
		});
		await world.advance(29_000);
		expect(answered).toBe(false);
		expect(await clusters(world)).toEqual(meanwhile);
		await world.advance(1_000);
		await created;
		expect(await clusters(world)).toEqual(["a"]);
	});

	it.each<["request" | "response" | undefined, string[]]>([
		[undefined, []],
		["request", []],
		["response", ["a"]],
	])("without an end, of the %s, last until the client aborts", async (of, afterwards) => {
		const fault: FaultRule = { operation: "ecs:CreateCluster", fault: "neverAnswers", count: 1, ...(of ? { of } : {}) };
		const world = createVirtualWorld({ faults: [fault] });
		const giveUp = new AbortController();
		let ended = false;
		const created = world.ecs
			.send(new CreateClusterCommand({ clusterName: "a" }), { abortSignal: giveUp.signal })
			.finally(() => {
				ended = true;
			});
		const aborted = expect(created).rejects.toMatchObject({ name: "AbortError" });
		await world.advance(86_400_000);
		expect(ended).toBe(false);
		giveUp.abort();
		await aborted;
		expect(await clusters(world)).toEqual(afterwards);
		expect(world.clock.untilNext()).toBeUndefined();
	});

	it.each(["stop", "reset"] as const)("end with a closed connection on %s", async (end) => {
		const { emulator, ecs, advance, clock } = createVirtualWorld({
			faults: [
				{ operation: "ecs:ListClusters", fault: "delay", delaySeconds: 30 },
				{ operation: "ecs:CreateCluster", fault: "neverAnswers" },
			],
		});
		const create = ecs.send(new CreateClusterCommand({ clusterName: "a" }));
		const unanswered = expect(create).rejects.toMatchObject({ code: "ECONNRESET" });
		const lost = expect(ecs.send(new ListClustersCommand({}))).rejects.toMatchObject({ code: "ECONNRESET" });
		await advance(1_000);
		emulator[end]();
		await Promise.all([lost, unanswered]);
		expect(clock.untilNext()).toBeUndefined();
	});
});

describe("stale reads", () => {
	it("return the answer that an equal read got the given seconds ago", async () => {
		const world = createVirtualWorld({ faults: [{ operation: "ecs:Describe*", fault: "staleRead", ageSeconds: 10 }] });
		expect(await status(world, "a")).toEqual([]);
		await create(world, "a");
		await world.advance(11_000);
		expect(await status(world, "a")).toEqual([]);
		await world.advance(9_000);
		expect(await status(world, "a")).toEqual([]);
		// The state at the second read is already stale.
		await world.advance(2_000);
		expect(await status(world, "a")).toEqual(["ACTIVE"]);
		expect(await clusters(world)).toEqual(["a"]);
	});

	it("show changes late and in order", async () => {
		const world = createVirtualWorld();
		const read = () => status(world, "a");
		world.emulator.faults.add({ operation: "*", fault: "staleRead", ageSeconds: 10, probability: 0 });
		await create(world, "a");
		await read();
		await world.advance(5_000);
		await world.ecs.send(new DeleteClusterCommand({ cluster: "a" }));
		await read();
		world.emulator.faults.add({ operation: "*", fault: "staleRead", ageSeconds: 10 });
		await world.advance(6_000);
		expect(await read()).toEqual(["ACTIVE"]);
		await world.advance(5_000);
		expect(await read()).toEqual(["INACTIVE"]);
	});

	it("return the answer of the given number of writes ago, errors included", async () => {
		const world = createVirtualWorld({ faults: [{ operation: "*", fault: "staleRead", ageWrites: 2 }] });
		const resourceArn = "arn:aws:ecs:ap-northeast-1:123456789012:cluster/a";
		const tags = async () => (await world.ecs.send(new ListTagsForResourceCommand({ resourceArn }))).tags;
		await expect(tags()).rejects.toThrow("not found");
		await create(world, "a");
		expect(await tags()).toEqual([]);
		await create(world, "b");
		await expect(tags()).rejects.toThrow("not found");
		await create(world, "c");
		expect(await tags()).toEqual([]);
	});

	it("do not affect reads without an earlier answer, writes, or earlier answers", async () => {
		const world = createVirtualWorld({ faults: [{ operation: "*", fault: "staleRead", ageSeconds: 10 }] });
		await create(world, "a");
		expect(await status(world, "a")).toEqual(["ACTIVE"]);
		expect(await clusters(world)).toEqual(["a"]);
		expect(world.emulator.faults.list()).toMatchObject([{ applied: 0 }]);
	});
});

describe("partial reads", () => {
	const withClusters = async (fault: FaultRule) => {
		const world = createVirtualWorld();
		for (const name of ["a", "b", "c", "d", "e"]) await create(world, name);
		world.emulator.faults.add(fault);
		return world;
	};

	it("omit the last page of a list", async () => {
		const fault: FaultRule = { operation: "ecs:List*", fault: "partialRead", lacks: "lastPage" };
		expect(await clusters(await withClusters(fault), 2)).toEqual(["a", "b", "c", "d"]);
		expect(await clusters(await withClusters(fault), 10)).toEqual([]);
	});

	it("begin with an empty page that has a token, and return all items in total", async () => {
		const world = await withClusters({ operation: "ecs:List*", fault: "partialRead", lacks: "page" });
		const first = await world.ecs.send(new ListClustersCommand({ maxResults: 2 }));
		expect(first).toMatchObject({ clusterArns: [], nextToken: expect.any(String) });
		expect(await clusters(world, 2)).toEqual(["a", "b", "c", "d", "e"]);
		world.emulator.faults.clear();
		const second = await world.ecs.send(new ListClustersCommand({ maxResults: 2, nextToken: first.nextToken }));
		expect(second.clusterArns).toHaveLength(2);
	});

	it("omit items of a description without reporting them as missing", async () => {
		const world = await withClusters({ operation: "Describe*", fault: "partialRead", lacks: "items", seed: 3 });
		const describe = new DescribeClustersCommand({ clusters: ["a", "b", "c", "d", "e", "nobody"] });
		const { clusters: found = [], failures } = await world.ecs.send(describe);
		expect(found.length).toBeLessThan(5);
		expect(failures).toMatchObject([{ reason: "MISSING" }]);
	});

	it("of Route 53 omit the last page", async () => {
		const world = createVirtualWorld();
		for (const name of ["a.test", "b.test"]) {
			await world.route53.send(new CreateHostedZoneCommand({ Name: name, CallerReference: name }));
		}
		world.emulator.faults.add({ operation: "route53:List*", fault: "partialRead", lacks: "lastPage" });
		const first = await world.route53.send(new ListHostedZonesCommand({ MaxItems: 1 }));
		expect(first).toMatchObject({ HostedZones: [{}], IsTruncated: true });
		const last = await world.route53.send(new ListHostedZonesCommand({ MaxItems: 1, Marker: first.NextMarker }));
		expect(last).toMatchObject({ HostedZones: [], IsTruncated: false });
	});
});

describe("rules", () => {
	/** The pattern of hits in `calls` requests: `x` is a hit, `.` is none. */
	const pattern = async (world: VirtualWorld, calls: number) => {
		let text = "";
		for (let call = 0; call < calls; call++) {
			text += await world.ecs.send(new ListClustersCommand({})).then(
				() => ".",
				() => "x",
			);
		}
		return text;
	};

	it.each<[string, Partial<FaultRule>, string]>([
		["every request", {}, "xxxxxx"],
		["a maximum number of requests", { count: 2 }, "xx...."],
		["requests after the first n", { afterCalls: 3 }, "...xxx"],
		["a maximum number of requests after the first n", { afterCalls: 1, count: 2 }, ".xx..."],
		["no request at probability 0", { probability: 0 }, "......"],
		["requests of one service", { operation: "ecs:*" }, "xxxxxx"],
		["requests of any service", { operation: "List*" }, "xxxxxx"],
		["any of several operations", { operation: ["ecs:CreateCluster", "ListClusters"] }, "xxxxxx"],
		["no operations of other services", { operation: "route53:List*" }, "......"],
	])("hit %s", async (_, selection, expected) => {
		const rule = { operation: "ecs:ListClusters", fault: "throttle", ...selection } as FaultRule;
		expect(await pattern(createVirtualWorld({ faults: [rule] }), 6)).toBe(expected);
	});

	it("with a probability hit the same requests for the same seed, and others for another seed", async () => {
		const met = (seed: number) =>
			pattern(createVirtualWorld({ faults: [{ operation: "*", fault: "throttle", probability: 0.5, seed }] }), 40);
		expect(await met(1)).toBe(await met(1));
		expect(await met(1)).not.toBe(await met(2));
		expect([...(await met(1))].filter((one) => one === "x").length).toBeGreaterThan(5);
	});

	it("hit only requests with the given input", async () => {
		const settings = { configuration: { executeCommandConfiguration: { logging: "NONE" } } };
		const world = createVirtualWorld({
			faults: [{ operation: "ecs:*Cluster", input: { cluster: "a", ...settings }, fault: "throttle" }],
		});
		await create(world, "a");
		const update = (cluster: string, logging: "NONE" | "DEFAULT") =>
			world.ecs.send(
				new UpdateClusterCommand({ cluster, configuration: { executeCommandConfiguration: { logging } } }),
			);
		await update("a", "DEFAULT");
		await expect(update("b", "NONE")).rejects.toThrow("Cluster not found");
		await expect(update("a", "NONE")).rejects.toThrow("Rate exceeded");
	});

	it("with an error outside the service's model require an HTTP status", async () => {
		const { emulator, ecs } = createVirtualWorld();
		const rule = { operation: "ecs:ListClusters", fault: "error", code: "NoSuchHostedZone", message: "No." } as const;
		expect(() => emulator.faults.add(rule)).toThrow('ecs:ListClusters has no error "NoSuchHostedZone"');
		emulator.faults.add({ ...rule, statusCode: 404 });
		await expect(ecs.send(new ListClustersCommand({}))).rejects.toMatchObject({
			name: "NoSuchHostedZone",
			$metadata: { httpStatusCode: 404 },
		});
	});

	it("are listed with their hits, and can be removed", async () => {
		const { emulator, ecs } = createVirtualWorld();
		const rule: FaultRule = { operation: "ecs:ListClusters", fault: "throttle", afterCalls: 1 };
		const takeBack = emulator.faults.add(rule);
		emulator.faults.add({ operation: "route53:*", fault: "accessDenied" });
		await ecs.send(new ListClustersCommand({}));
		await expect(ecs.send(new ListClustersCommand({}))).rejects.toThrow("Rate exceeded");
		expect(emulator.faults.list()).toEqual([
			{ id: "1", rule, calls: 2, applied: 1 },
			{ id: "2", rule: { operation: "route53:*", fault: "accessDenied" }, calls: 0, applied: 0 },
		]);
		takeBack();
		expect(emulator.faults.remove("1")).toBe(false);
		expect(emulator.faults.remove("2")).toBe(true);
		await ecs.send(new ListClustersCommand({}));
	});

	it.each<[object, string]>([
		[{ operation: "*" }, '"fault" is missing.'],
		[{ fault: "throttle" }, '"operation" is missing.'],
		[{ operation: "*", fault: "boom" }, '"fault" is "boom"; it must be one of throttle, internalFailure, accessDenied'],
		[{ operation: "*", fault: "delay" }, '"delaySeconds" is missing.'],
		[{ operation: "*", fault: "delay", delaySeconds: -1 }, '"delaySeconds" must be > 0.'],
		[{ operation: "*", fault: "neverAnswers", of: "both" }, '"of" must be one of request, response.'],
		[{ operation: "*", fault: "partialRead", lacks: "all" }, '"lacks" must be one of lastPage, page, items.'],
		[{ operation: "*", fault: "throttle", chance: 1 }, '"chance" is unknown; valid members are operation, input'],
		[{ operation: "*", fault: "throttle", probability: 2 }, '"probability" must be <= 1.'],
		[{ operation: 3, fault: "throttle" }, '"operation" must be string or array.'],
		[{ operation: "a b", fault: "throttle" }, '"operation" must match pattern'],
		[{ operation: "ecs:UpdateServce", fault: "throttle" }, 'Unknown operation "ecs:UpdateServce".'],
	])("that are invalid are rejected with an explanation: %j", (rule, sentence) => {
		const { faults } = createVirtualWorld().emulator;
		expect(() => faults.add(rule as FaultRule)).toThrow(sentence);
		expect(faults.list()).toEqual([]);
	});
});
