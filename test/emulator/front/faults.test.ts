/** Faults on demand, as a client of AWS meets them: what it is told, and what really happened. */
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

/** The names of all clusters, read to the last page. */
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

describe("refusals on demand have each service's code, text and status", () => {
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

	it("and any other error of AWS's can be named", async () => {
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
	])("%s: the client cannot tell, and AWS has %j", async (fault, afterwards) => {
		const world = createVirtualWorld();
		const takeBack = world.emulator.faults.add({ operation: "CreateCluster", fault } as FaultRule);
		await expect(create(world, "a")).rejects.toMatchObject({ code: "ECONNRESET", message: "socket hang up" });
		takeBack();
		expect(await clusters(world)).toEqual(afterwards);
	});

	it("also lose refusals", async () => {
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
	])("of the %s hold it up on the emulator's clock", async (of, meanwhile) => {
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

	it.each(["stop", "reset"] as const)("end with the connection when the emulator is told to %s", async (end) => {
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
	it("answer what an equal read was answered so many seconds ago", async () => {
		const world = createVirtualWorld({ faults: [{ operation: "ecs:Describe*", fault: "staleRead", ageSeconds: 10 }] });
		expect(await status(world, "a")).toEqual([]);
		await create(world, "a");
		await world.advance(11_000);
		expect(await status(world, "a")).toEqual([]);
		await world.advance(9_000);
		expect(await status(world, "a")).toEqual([]);
		// What was true when the second read was made is old by now.
		await world.advance(2_000);
		expect(await status(world, "a")).toEqual(["ACTIVE"]);
		expect(await clusters(world)).toEqual(["a"]);
	});

	it("show changes late and in their order", async () => {
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

	it("answer as of so many writes ago, refusals too", async () => {
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

	it("do not touch what nobody read before, nor writes, nor what was answered earlier", async () => {
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

	it("end a list before its last page", async () => {
		const fault: FaultRule = { operation: "ecs:List*", fault: "partialRead", lacks: "lastPage" };
		expect(await clusters(await withClusters(fault), 2)).toEqual(["a", "b", "c", "d"]);
		expect(await clusters(await withClusters(fault), 10)).toEqual([]);
	});

	it("begin with an empty page that has a token, and end with everything", async () => {
		const world = await withClusters({ operation: "ecs:List*", fault: "partialRead", lacks: "page" });
		const first = await world.ecs.send(new ListClustersCommand({ maxResults: 2 }));
		expect(first).toMatchObject({ clusterArns: [], nextToken: expect.any(String) });
		expect(await clusters(world, 2)).toEqual(["a", "b", "c", "d", "e"]);
		world.emulator.faults.clear();
		const second = await world.ecs.send(new ListClustersCommand({ maxResults: 2, nextToken: first.nextToken }));
		expect(second.clusterArns).toHaveLength(2);
	});

	it("lack items of a description, and do not call them missing", async () => {
		const world = await withClusters({ operation: "Describe*", fault: "partialRead", lacks: "items", seed: 3 });
		const describe = new DescribeClustersCommand({ clusters: ["a", "b", "c", "d", "e", "nobody"] });
		const { clusters: found = [], failures } = await world.ecs.send(describe);
		expect(found.length).toBeLessThan(5);
		expect(failures).toMatchObject([{ reason: "MISSING" }]);
	});

	it("of Route 53 lack the last page", async () => {
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
	/** Which of `calls` requests are met: `x` is met, `.` passes. */
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
		["so many requests", { count: 2 }, "xx...."],
		["requests after the n-th", { afterCalls: 3 }, "...xxx"],
		["so many requests after the n-th", { afterCalls: 1, count: 2 }, ".xx..."],
		["no request, at no chance", { probability: 0 }, "......"],
		["requests of a service", { operation: "ecs:*" }, "xxxxxx"],
		["requests of any service", { operation: "List*" }, "xxxxxx"],
		["any of several operations", { operation: ["ecs:CreateCluster", "ListClusters"] }, "xxxxxx"],
		["no operation of another service", { operation: "route53:List*" }, "......"],
	])("meet %s", async (_, selection, expected) => {
		const rule = { operation: "ecs:ListClusters", fault: "throttle", ...selection } as FaultRule;
		expect(await pattern(createVirtualWorld({ faults: [rule] }), 6)).toBe(expected);
	});

	it("with a chance meet the same requests for the same seed, and others for another", async () => {
		const met = (seed: number) =>
			pattern(createVirtualWorld({ faults: [{ operation: "*", fault: "throttle", probability: 0.5, seed }] }), 40);
		expect(await met(1)).toBe(await met(1));
		expect(await met(1)).not.toBe(await met(2));
		expect([...(await met(1))].filter((one) => one === "x").length).toBeGreaterThan(5);
	});

	it("meet only the input that they name", async () => {
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

	it("with an error that the service does not have need its HTTP status", async () => {
		const { emulator, ecs } = createVirtualWorld();
		const rule = { operation: "ecs:ListClusters", fault: "error", code: "NoSuchHostedZone", message: "No." } as const;
		expect(() => emulator.faults.add(rule)).toThrow('ecs:ListClusters has no error "NoSuchHostedZone"');
		emulator.faults.add({ ...rule, statusCode: 404 });
		await expect(ecs.send(new ListClustersCommand({}))).rejects.toMatchObject({
			name: "NoSuchHostedZone",
			$metadata: { httpStatusCode: 404 },
		});
	});

	it("are listed with what they met, and can be taken back", async () => {
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
	])("that are none are refused with a sentence: %j", (rule, sentence) => {
		const { faults } = createVirtualWorld().emulator;
		expect(() => faults.add(rule as FaultRule)).toThrow(sentence);
		expect(faults.list()).toEqual([]);
	});
});
