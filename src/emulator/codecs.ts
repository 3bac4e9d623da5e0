/**
 * The server side of AWS's wire protocols, made from the SDK's own client protocols run in mirror image: a request is
 * decoded as if it were a response, a response encoded as if it were a request. So no format is written by hand, and
 * what the SDK speaks the emulator speaks. This is the only file of the emulator that imports values from the SDK.
 */
import * as ecs from "@aws-sdk/client-ecs";
import * as route53 from "@aws-sdk/client-route-53";
import * as serviceDiscovery from "@aws-sdk/client-servicediscovery";
import { NormalizedSchema } from "@smithy/core/schema";
import { jsonErrorResponse, malformed, type StaticSchema, unknownOperation, xmlErrorResponse } from "./error-shapes.ts";
import { AwsError, type Handlers } from "./failure.ts";
import { callerOf } from "./front/request.ts";
import { missingMember, mistyped } from "./input-check.ts";
import { boundMembers, findRoute, type HttpTrait, type Route, routesOf } from "./rest-routes.ts";
import type { WireRequest, WireResponse, WireService } from "./wire.ts";

/** The three services of the embedded AWS, by the name of their SDK package. */
export type ServiceName = "ecs" | "servicediscovery" | "route-53";

type Input = Record<string, unknown>;

interface Operation {
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

interface Definition {
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

interface Resolved {
	readonly operation: Operation;
	readonly code: number;
	readonly labels: Readonly<Record<string, string>>;
}

const OPERATION_TAG = 9;
const ERROR_TAG = -3;

const definitions = new Map<ServiceName, Definition>();

/**
 * Puts `handlers` behind the wire protocol of `service`. A handler may be asynchronous, and refuses by throwing an AwsError.
 *
 * @param requestId gives the id that each response carries.
 */
export function wireService(service: ServiceName, handlers: Handlers, requestId: () => string): WireService {
	const definition = definitionOf(service);
	const { protocol, xml } = definition;
	const encode = async (outputMirror: object, value: unknown, statusCode: number): Promise<WireResponse> => {
		const { headers, body } = await protocol.serializeRequest(outputMirror, value, context);
		delete headers["x-amz-target"];
		if (xml) headers["content-type"] = "text/xml";
		headers["x-amzn-requestid"] = requestId();
		return { statusCode, headers, body: bytesOf(body) };
	};
	const refuse = (error: AwsError) => {
		const modelled = definition.errors.get(error.code);
		const { schema, body, statusCode } = xml
			? xmlErrorResponse(error, modelled, requestId())
			: jsonErrorResponse(error, modelled);
		return encode(mirror("input", schema), body, statusCode);
	};
	return {
		matches: ({ path, headers }) =>
			xml
				? path.startsWith(definition.pathPrefix)
				: (headers["x-amz-target"] ?? "").startsWith(`${protocol.serviceTarget}.`),
		handle: async (request) => {
			try {
				const { operation, code, labels } = resolve(definition, request);
				const handler = handlers[operation.name];
				if (!handler) throw unknownOperation(operation.name);
				const input = await decode(definition, operation, request, labels);
				const output = await handler(input as never, callerOf(request.headers));
				return await encode(operation.outputMirror, output ?? {}, code);
			} catch (error) {
				if (error instanceof AwsError) return refuse(error);
				throw error;
			}
		},
	};
}

/** The operations of a service with the schemas of their inputs and outputs, for tests that walk through all of them. */
export function operationsOf(
	service: ServiceName,
): readonly { name: string; input: NormalizedSchema; output: NormalizedSchema }[] {
	return schemasOf(service, OPERATION_TAG).map(([, , name, , input, output]) => ({
		name,
		input: normalized(input),
		output: normalized(output),
	}));
}

// ---- Requests

function resolve(definition: Definition, request: WireRequest): Resolved {
	if (!definition.xml) {
		const target = request.headers["x-amz-target"] ?? "";
		const operation = definition.operations.get(target.slice(target.indexOf(".") + 1));
		if (!operation) throw unknownOperation(target);
		return { operation, code: 200, labels: {} };
	}
	const found = findRoute(definition.routes, request);
	if (found) return found;
	throw unknownOperation(`${request.method} ${request.path}`);
}

async function decode(
	definition: Definition,
	operation: Operation,
	request: WireRequest,
	labels: Readonly<Record<string, string>>,
): Promise<Input> {
	const body = bytesOf(request.body);
	if (!definition.xml && !startsAnObject(body)) throw malformed(false, "The request body is not a JSON object.");
	const response = { statusCode: 200, headers: { ...request.headers }, body };
	let input: Input;
	try {
		const { $metadata: _, ...decoded } = await definition.protocol.deserializeResponse(
			operation.inputMirror,
			context,
			response,
		);
		input = decoded;
		if (definition.xml) Object.assign(input, boundMembers(operation.input, request, labels));
	} catch {
		throw malformed(definition.xml, "The request body could not be parsed.");
	}
	const wrong = mistyped(operation.input, input, "");
	if (wrong) throw malformed(definition.xml, wrong);
	const missing = missingMember(operation.input, input, "");
	if (missing) {
		const constraint = "failed to satisfy constraint: Member must not be null";
		throw new AwsError(
			definition.validationError,
			`1 validation error detected: Value null at '${missing}' ${constraint}`,
		);
	}
	return input;
}

// ---- What the SDK knows

function definitionOf(service: ServiceName): Definition {
	const known = definitions.get(service);
	if (known) return known;
	const credentials = { accessKeyId: "-", secretAccessKey: "-" };
	const { config } = new clients[service]({ region: "us-east-1", credentials });
	const protocol = config.protocol as unknown as Protocol;
	const xml = protocol.getShapeId() === "aws.protocols#restXml";
	const operations = new Map(schemasOf(service, OPERATION_TAG).map((schema) => [schema[2], operationOf(schema)]));
	const definition: Definition = {
		protocol,
		xml,
		pathPrefix: `/${config.apiVersion}/`,
		operations,
		routes: xml ? routesOf([...operations.values()]) : [],
		errors: new Map(schemasOf(service, ERROR_TAG).map((schema) => [schema[2], schema])),
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

/** The protocols ask for an endpoint where none matters: only headers and body are used. */
const context = { endpoint: async () => ({ url: new URL("http://emulator/") }) };

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

function mirror(side: "input" | "output", schema: unknown): object {
	return { namespace: "", name: "", traits: 0, input: "unit", output: "unit", [side]: schema };
}

function normalized(schema: unknown): NormalizedSchema {
	return NormalizedSchema.of(schema as Parameters<typeof NormalizedSchema.of>[0]);
}

function bytesOf(body: unknown): Uint8Array {
	if (body instanceof Uint8Array) return body;
	return new TextEncoder().encode(typeof body === "string" ? body : "");
}

/** An empty body counts as an empty object, as at AWS. */
function startsAnObject(body: Uint8Array): boolean {
	const first = new TextDecoder().decode(body.subarray(0, 64)).trimStart().charAt(0);
	return first === "" || first === "{";
}
