/**
 * What the SDK's packages know of the three services: protocols, operations with their schemas, and errors. Nothing about AWS's
 * formats is written by hand; it all comes from here, the only file of the emulator that imports values from the SDK's clients.
 */
import * as ecs from "@aws-sdk/client-ecs";
import * as route53 from "@aws-sdk/client-route-53";
import * as serviceDiscovery from "@aws-sdk/client-servicediscovery";
import { NormalizedSchema } from "@smithy/core/schema";
import type { StaticSchema } from "./error-shapes.ts";
import { type HttpTrait, type Route, routesOf } from "./rest-routes.ts";

/** The three services of the embedded AWS, by the name of their SDK package. */
export type ServiceName = "ecs" | "servicediscovery" | "route-53";

type Input = Record<string, unknown>;

/** An operation of a service, with its schemas as they are and in mirror image. */
export interface Operation {
	readonly name: string;
	readonly input: NormalizedSchema;
	readonly inputMirror: object;
	readonly outputMirror: object;
	readonly http: HttpTrait | undefined;
}

/** The part of the SDK's protocol objects that is used here. */
interface Protocol {
	getShapeId(): string;
	readonly serviceTarget?: string;
	serializeRequest(
		operation: object,
		input: unknown,
		context: object,
	): Promise<{ headers: Record<string, string>; body?: unknown }>;
	deserializeResponse(operation: object, context: object, response: object): Promise<Input>;
}

/** A service as the SDK knows it. */
export interface Definition {
	readonly protocol: Protocol;
	readonly xml: boolean;
	/** What every path of the REST service starts with, such as `/2013-04-01/`. */
	readonly pathPrefix: string;
	readonly operations: ReadonlyMap<string, Operation>;
	readonly routes: readonly Route<Operation>[];
	readonly errors: ReadonlyMap<string, StaticSchema>;
	/** The error for a request that lacks a required member or has one out of its bounds. */
	readonly validationError: string;
}

const operationTag = 9;
const errorTag = -3;

const definitions = new Map<ServiceName, Definition>();

/** The service of this name; made once and remembered. */
export function definitionOf(service: ServiceName): Definition {
	const known = definitions.get(service);
	if (known) return known;
	const credentials = { accessKeyId: "-", secretAccessKey: "-" };
	const { config } = new clients[service]({ region: "us-east-1", credentials });
	const protocol = config.protocol as unknown as Protocol;
	const xml = protocol.getShapeId() === "aws.protocols#restXml";
	const operations = new Map(schemasOf(service, operationTag).map((schema) => [schema[2], operationOf(schema)]));
	const definition: Definition = {
		protocol,
		xml,
		pathPrefix: `/${config.apiVersion}/`,
		operations,
		routes: xml ? routesOf([...operations.values()]) : [],
		errors: new Map(schemasOf(service, errorTag).map((schema) => [schema[2], schema])),
		validationError: service === "ecs" ? "InvalidParameterException" : "InvalidInput",
	};
	definitions.set(service, definition);
	return definition;
}

const packages: Readonly<Record<ServiceName, object>> = {
	ecs,
	servicediscovery: serviceDiscovery,
	"route-53": route53,
};
const clients = {
	ecs: ecs.ECSClient,
	servicediscovery: serviceDiscovery.ServiceDiscoveryClient,
	"route-53": route53.Route53Client,
};

const endpoint = Promise.resolve({ url: new URL("http://emulator/") });

/** The protocols ask for an endpoint where none matters: only headers and body are used. */
export const context = { endpoint: () => endpoint };

/** Every exported schema of a kind; the SDK gives schemas names that end in `$`. */
function schemasOf(service: ServiceName, tag: number): readonly StaticSchema[] {
	return Object.entries(packages[service]).flatMap(([name, value]: [string, unknown]) =>
		name.endsWith("$") && Array.isArray(value) && value[0] === tag ? [value as unknown as StaticSchema] : [],
	);
}

function operationOf(schema: StaticSchema): Operation {
	const [, , name, , input, output] = schema;
	const http = normalized(schema).getOwnTraits().http as Operation["http"];
	return {
		name,
		input: normalized(input),
		inputMirror: mirror("output", input),
		outputMirror: mirror("input", output),
		http,
	};
}

/** An operation whose input or output has this schema: a response that is sent is a request, and the other way round. */
export function mirror(side: "input" | "output", schema: unknown): object {
	return { namespace: "", name: "", traits: 0, input: "unit", output: "unit", [side]: schema };
}

function normalized(schema: unknown): NormalizedSchema {
	return NormalizedSchema.of(schema as Parameters<typeof NormalizedSchema.of>[0]);
}

/** The operations of a service with the schemas of their inputs and outputs, for tests that walk through all of them. */
export function operationsOf(
	service: ServiceName,
): readonly { name: string; input: NormalizedSchema; output: NormalizedSchema }[] {
	return schemasOf(service, operationTag).map(([, , name, , input, output]) => ({
		name,
		input: normalized(input),
		output: normalized(output),
	}));
}

/** The modelled errors of a service with the schemas of their members, for tests that walk through all of them. */
export function errorsOf(service: ServiceName): readonly { name: string; members: NormalizedSchema }[] {
	return schemasOf(service, errorTag).map((schema) => ({ name: schema[2], members: normalized(schema) }));
}
