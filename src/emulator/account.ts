/**
 * Everything that one empty account becomes over time: ECS, Cloud Map and Route 53 joined as AWS joins them, behind their
 * wire protocols. A reset of the emulator puts a new one in its place.
 */
import { type Random, randomText, seededRandom } from "../lib/random.ts";
import { wireService } from "./codecs.ts";
import { answer, type DnsQuestion, type DnsReply } from "./dns/answer.ts";
import { type Asker, fromInternet } from "./dns/view.ts";
import type { Faults } from "./front/faults.ts";
import { createFront } from "./front/front.ts";
import { invalidAction, queryForm, queryService } from "./query-protocol.ts";
import { createDisturbanceBook, type DisturbanceBook } from "./services/ecs/disturbances/book.ts";
import { createEcs, type Ecs } from "./services/ecs/ecs.ts";
import { loadBalancingApi, loadBalancingHandlers } from "./services/elasticloadbalancing/elasticloadbalancing.ts";
import { iamApi, iamHandlers } from "./services/iam/iam.ts";
import { logsHandlers, logsService } from "./services/logs/logs.ts";
import { createRoute53, type Route53 } from "./services/route53/route53.ts";
import { createCloudMap } from "./services/servicediscovery/servicediscovery.ts";
import type { CloudMapQuotas } from "./services/servicediscovery/state.ts";
import { createSts } from "./services/sts/sts.ts";
import { stoppable } from "./stoppable-clock.ts";
import type { Surroundings } from "./surroundings.ts";
import type { WireRequest, WireResponse } from "./wire.ts";

/** What an account begins with. */
export interface AccountOptions extends Surroundings {
	readonly containerInstances: "auto" | "none";
	/** See `FrontOptions`. */
	readonly throttle?: number;
	/** What differs from AWS's quotas of Cloud Map. */
	readonly cloudMapQuotas?: Partial<CloudMapQuotas>;
	/** See `EmulatorOptions`. */
	readonly vpcs?: Readonly<Record<string, readonly string[]>>;
	/** See `EmulatorOptions`. */
	readonly dualStackSubnets?: readonly string[];
}

/** One account in one region: its services and what may be done to it from outside. */
export interface Account {
	/** Rejects with ConnectionLost where a fault says so, and else only by a bug. */
	readonly handle: (request: WireRequest) => Promise<WireResponse>;
	readonly resolveDns: (question: DnsQuestion) => DnsReply;
	/** Lets the endpoint behind a Route 53 health check fail or recover; false when there is no such check. */
	readonly tellHealth: Route53["tellHealth"];
	readonly faults: Faults;
	readonly tasks: TasksInside;
	/** What goes wrong with tasks by number, as the control API orders it. */
	readonly disturbances: DisturbanceBook;
	/** Everything at a glance, as plain data. */
	readonly overview: () => object;
	/** Ends every timer and every waiting request. Nothing changes by itself afterwards. */
	readonly stop: () => void;
}

/** What AWS's operations do not tell of tasks, and what can be done to them. */
export interface TasksInside extends Omit<Ecs, "handlers" | "overview" | "stop"> {
	/**
	 * The addresses of a name as a task resolves it: from its hosts file, else from DNS; undefined for no task.
	 *
	 * @param asker what the task's own VPC does not tell, such as another VPC.
	 */
	readonly lookup: (taskId: string, name: string, asker?: Asker) => readonly string[] | undefined;
}

const seeds = 2 ** 32;

/** Opens an account in which nothing is yet. */
export function openAccount({
	containerInstances,
	throttle,
	cloudMapQuotas,
	vpcs,
	dualStackSubnets,
	...given
}: AccountOptions): Account {
	const clock = stoppable(given.clock);
	const surroundings: Surroundings = { ...given, clock };
	// Streams of their own, so that asking changes nothing in the world: ids are the same however often somebody looked.
	const randomOfRequests = seededRandom(given.random() * seeds);
	const randomOfDns = seededRandom(given.random() * seeds);
	const requestId = () => requestIdFrom(randomOfRequests);
	// The front's clock goes on when this account stops: it ends by itself what still waits.
	const front = createFront({ ...given, ...(throttle === undefined ? {} : { throttle }) });
	const route53 = createRoute53(surroundings);
	const cloudMap = createCloudMap(surroundings, route53.forCloudMap, {
		...(cloudMapQuotas && { quotas: cloudMapQuotas }),
		machineAddress: (ec2InstanceId) => ecs.machineAddress(ec2InstanceId),
	});
	const ecs = createEcs(surroundings, cloudMap.forEcs, {
		containerInstances,
		...(dualStackSubnets && { dualStackSubnets }),
	});
	const services = [
		wireService("ecs", front.guard("ecs", ecs.handlers), requestId),
		wireService("servicediscovery", front.guard("servicediscovery", cloudMap.handlers), requestId),
		wireService("route-53", front.guard("route-53", route53.handlers), requestId),
		createSts(given.account, requestId),
		queryService(iamApi, front.guard("iam", iamHandlers(surroundings)), requestId),
		queryService(loadBalancingApi, front.guard("elasticloadbalancing", loadBalancingHandlers(surroundings)), requestId),
		logsService(front.guard("logs", logsHandlers(surroundings)), requestId),
	];
	const resolveDns = (question: DnsQuestion) => answer(question, route53.dnsSources(), randomOfDns);
	return {
		handle: async (request) => {
			const service = services.find(({ matches }) => matches(request));
			if (service) return service.handle(request);
			const form = queryForm(request);
			return form ? invalidAction(form, requestId()) : notAnAwsRequest(request);
		},
		resolveDns,
		tellHealth: route53.tellHealth,
		faults: front.faults,
		disturbances: createDisturbanceBook(ecs.disturbTasks),
		tasks: {
			...ecs,
			lookup: (taskId, name, asker) => {
				if (ecs.hostsFile(taskId) === undefined) return undefined;
				const own = { vpc: vpcs && vpcOfSubnet(vpcs, ecs.subnetOf(taskId)) };
				return ecs.lookupFromTask(taskId, name) ?? addressesOf(resolveDns, name, { ...own, ...asker });
			},
		},
		overview: () => ({ ...cloudMap.overview(), ...route53.overview(), ...ecs.overview() }),
		stop: () => {
			ecs.stop();
			clock.stop();
			front.close();
		},
	};
}

/** The addresses that a program in a task gets when its hosts file does not know the name. */
function addressesOf(resolveDns: Account["resolveDns"], name: string, asker: Asker): readonly string[] {
	return ["A", "AAAA"].flatMap((type) =>
		resolveDns({ name, type, asker }).answers.flatMap((record) => (record.type === type ? record.value : [])),
	);
}

/** The VPC that a task asks from; a subnet in no known VPC sees what the internet sees. */
function vpcOfSubnet(vpcs: Readonly<Record<string, readonly string[]>>, subnet = ""): string {
	return Object.entries(vpcs).find(([, subnets]) => subnets.includes(subnet))?.[0] ?? fromInternet;
}

function requestIdFrom(random: Random): string {
	const hex = randomText(random, 32, "0123456789abcdef");
	return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** What AWS's front end says to a request that names no operation of a service that is here. */
function notAnAwsRequest({ method, path, headers }: WireRequest): WireResponse {
	const target = headers["x-amz-target"];
	const message = target
		? `The embedded AWS does not know the operation ${target}; it has ECS, Cloud Map and Route 53.`
		: `${method} ${path} names no operation: the header X-Amz-Target is missing and the path is not Route 53's.`;
	return {
		statusCode: target ? 400 : 404,
		headers: { "content-type": "application/x-amz-json-1.1" },
		body: new TextEncoder().encode(JSON.stringify({ __type: "UnknownOperationException", message })),
	};
}
