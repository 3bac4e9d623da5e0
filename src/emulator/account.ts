/**
 * Creates the services of one account and connects them: ports between services, wire protocols and the front. A reset
 * of the emulator replaces the account.
 */
import type { Clock } from "../lib/clock.ts";
import { type Random, randomText, seededRandom } from "../lib/random.ts";
import type { AccountContext, Network } from "./account-context.ts";
import type { Route } from "./control/route.ts";
import { answer, type DnsQuestion, type DnsReply } from "./dns/answer.ts";
import type { Faults } from "./front/faults.ts";
import { createFront } from "./front/front.ts";
import { createKnownIds, type ResourceKind } from "./known-ids.ts";
import { createPorts } from "./ports.ts";
import type { EmulatorService, RunningService } from "./service.ts";
import { type ServiceSettings, type ServiceTools, services } from "./services/list.ts";
import { stoppable } from "./stoppable-clock.ts";
import type { WireRequest, WireResponse } from "./wire/http-message.ts";
import { invalidAction, queryForm } from "./wire/query-protocol.ts";

/** The initial configuration of an account. */
export interface AccountOptions {
	/** Twelve digits. */
	readonly account: string;
	readonly region: string;
	readonly clock: Clock;
	readonly random: Random;
	/** See `EmulatorOptions`. */
	readonly known?: readonly string[];
	readonly network?: Network;
	/** See `FrontOptions`. */
	readonly throttle?: number;
	readonly settings?: ServiceSettings;
}

/** The services of one account in one Region, with their test tools and control routes. */
export interface Account {
	/** Rejects with ConnectionLost if a fault requires it; any other rejection is a bug. */
	readonly handle: (request: WireRequest) => Promise<WireResponse>;
	readonly resolveDns: (question: DnsQuestion) => DnsReply;
	/** The names of all supported operations, such as `ecs:UpdateService`. */
	readonly operations: readonly string[];
	readonly faults: Faults;
	/** Tools for users and tests, by service. */
	readonly tools: ServiceTools;
	/** The control API routes of the services. */
	readonly routes: readonly Route[];
	/** A summary of all resources as plain data. */
	readonly overview: () => object;
	/** Cancels all timers and waiting requests. State no longer changes on its own. */
	readonly stop: () => void;
}

/** The services as generic code sees them. */
const allServices: readonly EmulatorService[] = services;

/** The resource kinds of all services that can be listed as known. */
export const resourceKinds: readonly ResourceKind[] = allServices.flatMap((service) => service.resourceKinds ?? []);

/** The titles of the services that have operations, joined into one text. */
export const serviceTitles = titlesOf(allServices);

const seeds = 2 ** 32;

/** Creates an empty account. */
export function openAccount({ known, network = {}, throttle, settings = {}, ...given }: AccountOptions): Account {
	const clock = stoppable(given.clock);
	const context: AccountContext = { ...given, clock, network, known: createKnownIds(resourceKinds, known) };
	// Separate random streams: IDs do not depend on the number of reads and DNS queries.
	const randomOfRequests = seededRandom(given.random() * seeds);
	const randomOfDns = seededRandom(given.random() * seeds);
	const requestId = () => requestIdFrom(randomOfRequests);
	// The front uses the caller's clock, because it cancels its own waiting requests when the account stops.
	const front = createFront({ ...given, ...(throttle === undefined ? {} : { throttle }) });
	const { ports, offer } = createPorts();
	const resolveDns = (question: DnsQuestion) => answer(question, ports.dnsSources(), randomOfDns);
	offer({ resolveDns });
	const running: (RunningService & { readonly service: EmulatorService })[] = [];
	for (const service of allServices) {
		const one = service.start(context, ports, settings[service.name as keyof ServiceSettings]);
		if (one.offers) offer(one.offers);
		running.push({ ...one, service });
	}
	const endpoints = running.map(({ service, handlers }) => ({
		matches: service.protocol.matches,
		handle: service.protocol.serve({ name: service.name, handlers: front.guard(service, handlers), requestId }),
	}));
	return {
		handle: async (request) => {
			const endpoint = endpoints.find(({ matches }) => matches(request));
			if (endpoint) return endpoint.handle(request);
			const form = queryForm(request);
			return form ? invalidAction(form, requestId()) : notAnAwsRequest(request);
		},
		resolveDns,
		operations: front.operations(),
		faults: front.faults,
		tools: Object.fromEntries(running.map(({ service, tools }) => [service.name, tools])) as unknown as ServiceTools,
		routes: running.flatMap(({ routes = [] }) => routes),
		overview: () => Object.assign({}, ...running.map(({ overview }) => overview?.())),
		stop: () => {
			for (const { stop } of running) stop?.();
			clock.stop();
			front.close();
		},
	};
}

function requestIdFrom(random: Random): string {
	const hex = randomText(random, 32, "0123456789abcdef");
	return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

function titlesOf(listed: readonly EmulatorService[]): string {
	const titles = listed.flatMap(({ title = [] }) => title);
	return `${titles.slice(0, -1).join(", ")} and ${titles.at(-1)}`;
}

/** AWS's response to a request that names no operation of a supported service. */
function notAnAwsRequest({ method, path, headers }: WireRequest): WireResponse {
	const target = headers["x-amz-target"];
	const message = target
		? `Unknown operation ${target}. The embedded AWS supports ${serviceTitles}.`
		: `${method} ${path} names no operation: the header X-Amz-Target is missing, and no service has this path.`;
	return {
		statusCode: target ? 400 : 404,
		headers: { "content-type": "application/x-amz-json-1.1" },
		body: new TextEncoder().encode(JSON.stringify({ __type: "UnknownOperationException", message })),
	};
}
