/** Tests AWS's request rates, which the embedded AWS enforces on request: by group of operations, on its own clock. */
import {
	CreateClusterCommand,
	DeleteClusterCommand,
	DescribeServicesCommand,
	ListClustersCommand,
	ListServicesByNamespaceCommand,
	ListServicesCommand,
	RegisterTaskDefinitionCommand,
	TagResourceCommand,
	UpdateClusterCommand,
	UpdateServiceCommand,
} from "@aws-sdk/client-ecs";
import {
	ChangeResourceRecordSetsCommand,
	CreateHostedZoneCommand,
	GetHostedZoneCommand,
	ListHostedZonesCommand,
} from "@aws-sdk/client-route-53";
import {
	DiscoverInstancesCommand,
	ListNamespacesCommand,
	ListServicesCommand as ListRegistriesCommand,
} from "@aws-sdk/client-servicediscovery";
import { describe, expect, it } from "vitest";
import { rateGroupOf } from "../../../src/emulator/front/service-rules.ts";
import { createVirtualWorld, type VirtualWorld } from "../../support/virtual-world.ts";
import { everyService } from "../sdk-services.ts";

const throttledNames = ["ThrottlingException", "Throttling", "RequestLimitExceeded"];

/** The throttling error of AWS; undefined for an answer or another error. */
async function throttling(sent: Promise<unknown>): Promise<{ name: string; message: string } | undefined> {
	try {
		await sent;
	} catch (error) {
		const { name, message } = error as Error;
		if (throttledNames.includes(name)) return { name, message };
	}
	return undefined;
}

/** The number of accepted requests among `attempts` at the same instant. */
async function letThrough(attempts: number, send: () => Promise<unknown>): Promise<number> {
	let through = 0;
	for (let attempt = 0; attempt < attempts; attempt++) if (!(await throttling(send()))) through += 1;
	return through;
}

type Send = (world: VirtualWorld) => Promise<unknown>;
const groups: readonly (readonly [string, burst: number, perSecond: number, code: string, Send])[] = [
	[
		"changes of clusters",
		20,
		1,
		"ThrottlingException",
		({ ecs }) => ecs.send(new UpdateClusterCommand({ cluster: "a" })),
	],
	["reads of clusters", 50, 20, "ThrottlingException", ({ ecs }) => ecs.send(new ListClustersCommand({}))],
	[
		"changes of services",
		50,
		5,
		"ThrottlingException",
		({ ecs }) => ecs.send(new UpdateServiceCommand({ service: "a" })),
	],
	["reads of services", 100, 20, "ThrottlingException", ({ ecs }) => ecs.send(new ListServicesCommand({}))],
	[
		"services of a namespace",
		10,
		1,
		"ThrottlingException",
		({ ecs }) => ecs.send(new ListServicesByNamespaceCommand({ namespace: "a" })),
	],
	[
		"tags",
		20,
		10,
		"ThrottlingException",
		({ ecs }) => ecs.send(new TagResourceCommand({ resourceArn: "a", tags: [] })),
	],
	["lists of registries", 10, 2, "ThrottlingException", ({ cloudMap }) => cloudMap.send(new ListRegistriesCommand({}))],
	["Route 53", 5, 5, "Throttling", ({ route53 }) => route53.send(new ListHostedZonesCommand({}))],
];

describe("the throttle", () => {
	it.each(groups)("accepts a burst of %s (%i), then %i per second", async (_, burst, perSecond, name, send) => {
		const world = createVirtualWorld({ throttle: 1 });
		expect(await letThrough(burst + 3, () => send(world))).toBe(burst);
		expect(await throttling(send(world))).toEqual({ name, message: "Rate exceeded" });
		await world.advance(2_000);
		expect(await letThrough(2 * perSecond + 3, () => send(world))).toBe(Math.min(burst, 2 * perSecond));
	});

	it("returns RequestLimitExceeded for Cloud Map's discovery", async () => {
		const { cloudMap } = createVirtualWorld({ throttle: 0.01 });
		const send = () => cloudMap.send(new DiscoverInstancesCommand({ NamespaceName: "a", ServiceName: "b" }));
		expect(await letThrough(25, send)).toBe(20);
		expect(await throttling(send())).toEqual({ name: "RequestLimitExceeded", message: "Rate exceeded" });
	});

	it("counts operations of one group together and of other groups separately", async () => {
		const { ecs, cloudMap } = createVirtualWorld({ throttle: 1 });
		for (let round = 0; round < 10; round++) {
			await ecs.send(new CreateClusterCommand({ clusterName: `c${round}` }));
			await ecs.send(new DeleteClusterCommand({ cluster: `c${round}` }));
		}
		expect(await throttling(ecs.send(new UpdateClusterCommand({ cluster: "c1" })))).toBeDefined();
		expect(await throttling(ecs.send(new ListClustersCommand({})))).toBeUndefined();
		expect(await throttling(ecs.send(new DescribeServicesCommand({ services: ["a"] })))).toBeUndefined();
		expect(await letThrough(6, () => cloudMap.send(new ListNamespacesCommand({})))).toBe(5);
	});

	it("prevents any effect of throttled requests", async () => {
		const world = createVirtualWorld({ throttle: 1 });
		let number = 0;
		const create = () => world.ecs.send(new CreateClusterCommand({ clusterName: `c${number++}` }));
		await letThrough(30, create);
		expect((await world.ecs.send(new ListClustersCommand({}))).clusterArns).toHaveLength(20);
	});

	it("multiplies AWS's rates by its factor", async () => {
		const world = createVirtualWorld({ throttle: 0.2 });
		const send = () => world.ecs.send(new ListServicesByNamespaceCommand({ namespace: "a" }));
		expect(await letThrough(5, send)).toBe(2);
		await world.advance(5_000);
		expect(await letThrough(5, send)).toBe(1);
	});

	it("allows one change batch per zone at a time", async () => {
		const { route53, advance } = createVirtualWorld({ throttle: 1 });
		const { HostedZone } = await route53.send(new CreateHostedZoneCommand({ Name: "a.test", CallerReference: "1" }));
		const change = (name: string) =>
			route53.send(
				new ChangeResourceRecordSetsCommand({
					HostedZoneId: HostedZone?.Id,
					ChangeBatch: {
						Changes: [
							{
								Action: "CREATE",
								ResourceRecordSet: { Name: name, Type: "A", TTL: 5, ResourceRecords: [{ Value: "10.0.0.1" }] },
							},
						],
					},
				}),
			);
		await change("one.a.test");
		await expect(change("two.a.test")).rejects.toMatchObject({
			name: "PriorRequestNotComplete",
			message: "The request was rejected because Route 53 was still processing a prior request.",
			$metadata: { httpStatusCode: 400 },
		});
		await expect(route53.send(new GetHostedZoneCommand({ Id: HostedZone?.Id }))).resolves.toBeDefined();
		await advance(200);
		await change("two.a.test");
	});

	it("allows one registration per family at a time", async () => {
		const { ecs, advance } = createVirtualWorld({ throttle: 1 });
		const register = (family: string) =>
			ecs.send(
				new RegisterTaskDefinitionCommand({
					family,
					containerDefinitions: [{ name: "a", image: "a", memory: 128 }],
				}),
			);
		await register("a");
		await register("b");
		await expect(register("a")).rejects.toThrow("Too many concurrent attempts to create a new revision");
		await advance(200);
		await register("a");
	});
});

it("an AWS without throttle accepts every request", async () => {
	const { ecs } = createVirtualWorld();
	expect(await letThrough(300, () => ecs.send(new ListServicesByNamespaceCommand({ namespace: "a" })))).toBe(300);
});

describe.each(everyService)("the request rates of $name", (service) => {
	const prefix = `${service.name}:`;
	const operations = createVirtualWorld()
		.emulator.operations.filter((name) => name.startsWith(prefix))
		.map((name) => name.slice(prefix.length));

	it("put every supported operation into exactly one group", () => {
		for (const operation of operations) expect(() => rateGroupOf(service, operation)).not.toThrow();
	});

	it("name only supported operations", () => {
		const named = service.rates.flatMap((group) => (group.operations === "all" ? [] : group.operations));
		expect(named.filter((name) => !operations.includes(name))).toEqual([]);
	});
});
