/** AWS's request rates, which the embedded AWS keeps when it is asked to: by group of operations, on its own clock. */
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

/** The error that AWS answers, or undefined for an answer or a refusal of another kind. */
async function throttling(sent: Promise<unknown>): Promise<{ name: string; message: string } | undefined> {
	try {
		await sent;
	} catch (error) {
		const { name, message } = error as Error;
		if (throttledNames.includes(name)) return { name, message };
	}
	return undefined;
}

/** How many of `attempts` requests in the same moment are let through. */
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

describe("an AWS that throttles", () => {
	it.each(groups)("lets a burst of %s through (%i), then %i a second", async (_, burst, perSecond, name, send) => {
		const world = createVirtualWorld({ throttle: 1 });
		expect(await letThrough(burst + 3, () => send(world))).toBe(burst);
		expect(await throttling(send(world))).toEqual({ name, message: "Rate exceeded" });
		await world.advance(2_000);
		expect(await letThrough(2 * perSecond + 3, () => send(world))).toBe(Math.min(burst, 2 * perSecond));
	});

	it("says RequestLimitExceeded of Cloud Map's discovery", async () => {
		const { cloudMap } = createVirtualWorld({ throttle: 0.01 });
		const send = () => cloudMap.send(new DiscoverInstancesCommand({ NamespaceName: "a", ServiceName: "b" }));
		expect(await letThrough(25, send)).toBe(20);
		expect(await throttling(send())).toEqual({ name: "RequestLimitExceeded", message: "Rate exceeded" });
	});

	it("counts operations of one group together, and others apart", async () => {
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

	it("gives throttled requests no effect", async () => {
		const world = createVirtualWorld({ throttle: 1 });
		let number = 0;
		const create = () => world.ecs.send(new CreateClusterCommand({ clusterName: `c${number++}` }));
		await letThrough(30, create);
		expect((await world.ecs.send(new ListClustersCommand({}))).clusterArns).toHaveLength(20);
	});

	it("lets through as many times AWS's rates as it is told", async () => {
		const world = createVirtualWorld({ throttle: 0.2 });
		const send = () => world.ecs.send(new ListServicesByNamespaceCommand({ namespace: "a" }));
		expect(await letThrough(5, send)).toBe(2);
		await world.advance(5_000);
		expect(await letThrough(5, send)).toBe(1);
	});

	it("changes a zone one batch at a time", async () => {
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

	it("makes the revisions of a family one at a time", async () => {
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

it("an AWS that was not told to throttle lets everything through", async () => {
	const { ecs } = createVirtualWorld();
	expect(await letThrough(300, () => ecs.send(new ListServicesByNamespaceCommand({ namespace: "a" })))).toBe(300);
});

describe.each(everyService)("the request rates of $name", (service) => {
	const prefix = `${service.name}:`;
	const operations = createVirtualWorld()
		.emulator.operations.filter((name) => name.startsWith(prefix))
		.map((name) => name.slice(prefix.length));

	it("put every operation that it has into exactly one group", () => {
		for (const operation of operations) expect(() => rateGroupOf(service, operation)).not.toThrow();
	});

	it("name operations that it has", () => {
		const named = service.rates.flatMap((group) => (group.operations === "all" ? [] : group.operations));
		expect(named.filter((name) => !operations.includes(name))).toEqual([]);
	});
});
