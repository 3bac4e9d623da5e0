/**
 * The server side of AWS's wire protocols, made from the SDK's own client protocols run in mirror image: a request is
 * decoded as if it were a response, a response encoded as if it were a request. So no format is written by hand, and
 * what the SDK speaks the emulator speaks.
 */
import { isUtf8 } from "node:buffer";
import { context, type Definition, definitionOf, mirror, type Operation, type ServiceName } from "./codecs-model.ts";
import { jsonErrorResponse, malformed, notEmulated, unknownOperation, xmlErrorResponse } from "./error-shapes.ts";
import { AwsError, type Handlers } from "./failure.ts";
import { callerOf, requestName } from "./front/request.ts";
import { missingMember, mistyped } from "./input-check.ts";
import { boundMembers, findRoute } from "./rest-routes.ts";
import type { WireRequest, WireResponse, WireService } from "./wire.ts";

type Input = Record<string, unknown>;

interface Resolved {
	readonly operation: Operation;
	readonly code: number;
	readonly labels: Readonly<Record<string, string>>;
}

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
				if (!handler) throw notEmulated(requestName(service, operation.name));
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
	if (!isUtf8(body)) throw malformed(definition.xml, "The request body is not UTF-8.");
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

function bytesOf(body: unknown): Uint8Array {
	if (body instanceof Uint8Array) return body;
	return new TextEncoder().encode(typeof body === "string" ? body : "");
}

/** An empty body counts as an empty object, as at AWS. */
function startsAnObject(body: Uint8Array): boolean {
	const first = new TextDecoder().decode(body.subarray(0, 64)).trimStart().charAt(0);
	return first === "" || first === "{";
}
