/**
 * Measures how many SDK calls per second one core handles, client and embedded AWS together, with full encoding and
 * decoding on both sides. The rate limits every test with a complete embedded AWS. Four of ten calls write, and all
 * three services are called.
 */
import {
	DescribeServicesCommand,
	DescribeTasksCommand,
	ECSClient,
	ListTasksCommand,
	TagResourceCommand,
	UpdateServiceCommand,
} from "@aws-sdk/client-ecs";
import { ChangeTagsForResourceCommand, ListResourceRecordSetsCommand, Route53Client } from "@aws-sdk/client-route-53";
import {
	GetNamespaceCommand,
	ListInstancesCommand,
	ServiceDiscoveryClient,
	TagResourceCommand as TagCloudMapCommand,
} from "@aws-sdk/client-servicediscovery";
import { serve } from "../src/emulator/server.ts";
import { namespace, registry, service, tasks } from "../test/support/aws-reading.ts";
import { type AwsClients, createVirtualWorld, type VirtualWorld } from "../test/support/virtual-world.ts";
import { fleet, namesOf } from "./fleet.ts";
import { measure, perSecond, type Sizes, type Table } from "./measure.ts";

/** Few enough to fit into one page. */
const services = 50;

export async function callFigures({ calls }: Sizes): Promise<Table> {
	const observedState = createVirtualWorld();
	const evenkeel = observedState.start();
	evenkeel.accept(fleet(services));
	await evenkeel.settle();
	await evenkeel.stop();
	const inProcess = await callsPerSecond(observedState, observedState, calls);
	const served = await serve(observedState.emulator, { port: 0, dnsPort: 0 });
	const clients = httpClients(served.url, observedState.emulator.region);
	const overHttp = await callsPerSecond(observedState, clients, calls);
	for (const client of Object.values(clients)) client.destroy();
	await served.close();
	return {
		title: `${calls} SDK calls of three services, client and embedded AWS on one core`,
		figures: [
			{ what: "calls per second of CPU, in process", value: inProcess, target: "≥ 1500 /s" },
			{ what: "calls per second of CPU, over HTTP", value: overHttp },
		],
	};
}

async function callsPerSecond(observedState: VirtualWorld, clients: AwsClients, calls: number): Promise<string> {
	const mix = await mixOfCalls(observedState, clients);
	const send = async (count: number) => {
		for (let index = 0; index < count; index += 1) await mix[index % mix.length]?.();
	};
	// Warm-up: the first calls load schemas and are compiled.
	await send(Math.min(1_000, calls / 2));
	const { cpuMs } = await measure(() => send(calls));
	return perSecond(calls, cpuMs);
}

/** One call of each kind that evenkeel and its users make. */
async function mixOfCalls(observedState: VirtualWorld, { ecs, cloudMap, route53 }: AwsClients) {
	const { cluster, service: name } = namesOf(0);
	const ten = Array.from({ length: 10 }, (_, index) => namesOf(index).service);
	const zone = `${cluster}.internal`;
	const { Id: namespaceId, Arn: namespaceArn, Properties } = (await namespace(observedState, zone)) ?? {};
	const zoneId = Properties?.DnsProperties?.HostedZoneId;
	const registryId = (await registry(observedState, zone, name))?.Id;
	const serviceArn = (await service(observedState, cluster, name))?.serviceArn;
	const taskArns = (await tasks(observedState, cluster, name)).map(({ taskArn }) => taskArn ?? "");
	const zoneTag = { ResourceType: "hostedzone" as const, ResourceId: zoneId, AddTags: [{ Key: "a", Value: "b" }] };
	return [
		() => ecs.send(new DescribeServicesCommand({ cluster, services: ten, include: ["TAGS"] })),
		() => ecs.send(new ListTasksCommand({ cluster, serviceName: name })),
		() => ecs.send(new UpdateServiceCommand({ cluster, service: name, desiredCount: 1 })),
		() => ecs.send(new DescribeTasksCommand({ cluster, tasks: taskArns })),
		() => ecs.send(new TagResourceCommand({ resourceArn: serviceArn, tags: [{ key: "a", value: "b" }] })),
		() => cloudMap.send(new GetNamespaceCommand({ Id: namespaceId })),
		() => cloudMap.send(new TagCloudMapCommand({ ResourceARN: namespaceArn, Tags: [{ Key: "a", Value: "b" }] })),
		() => cloudMap.send(new ListInstancesCommand({ ServiceId: registryId })),
		() => route53.send(new ListResourceRecordSetsCommand({ HostedZoneId: zoneId })),
		() => route53.send(new ChangeTagsForResourceCommand(zoneTag)),
	];
}

function httpClients(endpoint: string, region: string): AwsClients {
	const config = { endpoint, region, credentials: { accessKeyId: "bench", secretAccessKey: "bench" }, maxAttempts: 1 };
	return {
		ecs: new ECSClient(config),
		cloudMap: new ServiceDiscoveryClient(config),
		route53: new Route53Client(config),
	};
}
