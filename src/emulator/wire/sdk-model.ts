/**
 * Reads a service's model from its SDK package: protocol, operations with their schemas, and errors. The embedded AWS
 * has no handwritten definitions of AWS's formats.
 */
import { NormalizedSchema } from "@smithy/core/schema";
import type { StaticSchema } from "./error-shapes.ts";
import { type HttpTrait, type Route, routesOf } from "./rest-routes.ts";

/** An SDK package and its client class. */
export interface SdkPackage {
	/** All exports of the package. */
	readonly sdk: object;
	readonly client: new (config: never) => { readonly config: object };
}

type Input = Record<string, unknown>;

/** An operation of a service, with its schemas and their mirror image. */
export interface Operation {
	readonly name: string;
	readonly input: NormalizedSchema;
	readonly output: NormalizedSchema;
	readonly inputMirror: object;
	readonly outputMirror: object;
	readonly http: HttpTrait | undefined;
}

/** The used part of the SDK's protocol objects. */
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

/** The model of a service in the SDK. */
export interface SdkModel {
	readonly protocol: Protocol;
	readonly xml: boolean;
	/** The path prefix of a REST service, such as `/2013-04-01/`. */
	readonly pathPrefix: string;
	readonly operations: ReadonlyMap<string, Operation>;
	readonly routes: readonly Route<Operation>[];
	readonly errors: ReadonlyMap<string, StaticSchema>;
}

const operationTag = 9;
const errorTag = -3;

/** Reads the model of a service from its SDK package. */
export function sdkModel({ sdk, client }: SdkPackage): SdkModel {
	const credentials = { accessKeyId: "-", secretAccessKey: "-" };
	const { config } = new client({ region: "us-east-1", credentials } as never);
	const { protocol, apiVersion } = config as { readonly protocol: Protocol; readonly apiVersion: string };
	const xml = protocol.getShapeId() === "aws.protocols#restXml";
	const operations = new Map(schemasOf(sdk, operationTag).map((schema) => [schema[2], operationOf(schema)]));
	return {
		protocol,
		xml,
		pathPrefix: `/${apiVersion}/`,
		operations,
		routes: xml ? routesOf([...operations.values()]) : [],
		errors: new Map(schemasOf(sdk, errorTag).map((schema) => [schema[2], schema])),
	};
}

const endpoint = Promise.resolve({ url: new URL("http://emulator/") });

/** The protocols require an endpoint, although only headers and body are used. */
export const context = { endpoint: () => endpoint };

/** All exported schemas of a kind; their names in the SDK end in `$`. */
function schemasOf(sdk: object, tag: number): readonly StaticSchema[] {
	return Object.entries(sdk).flatMap(([name, value]: [string, unknown]) =>
		name.endsWith("$") && Array.isArray(value) && value[0] === tag ? [value as unknown as StaticSchema] : [],
	);
}

function operationOf(schema: StaticSchema): Operation {
	const [, , name, , input, output] = schema;
	const http = normalized(schema).getOwnTraits().http as Operation["http"];
	return {
		name,
		input: normalized(input),
		output: normalized(output),
		inputMirror: mirror("output", input),
		outputMirror: mirror("input", output),
		http,
	};
}

/** An operation with this schema as input or output: a response is encoded as if it were a request, and vice versa. */
export function mirror(side: "input" | "output", schema: unknown): object {
	return { namespace: "", name: "", traits: 0, input: "unit", output: "unit", [side]: schema };
}

function normalized(schema: unknown): NormalizedSchema {
	return NormalizedSchema.of(schema as Parameters<typeof NormalizedSchema.of>[0]);
}
