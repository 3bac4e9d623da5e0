/**
 * Creates the server side of AWS's wire protocols from the SDK's client protocols in mirror image: requests are decoded
 * as responses, and responses are encoded as requests. The emulator therefore supports exactly the formats of the SDK.
 */
import { isUtf8 } from "node:buffer";
import { valueAt } from "../../lib/json.ts";
import { AwsError } from "../aws-error.ts";
import { commonJsonErrors, commonXmlErrors, statusOfRefusal } from "./common-errors.ts";
import {
	jsonErrorResponse,
	malformed,
	modelledStatus,
	notEmulated,
	unknownOperation,
	xmlErrorResponse,
} from "./error-shapes.ts";
import type { WireRequest, WireResponse } from "./http-message.ts";
import { missingMember, mistyped } from "./input-check.ts";
import { callerOf, type Served, type WireHandler, type WireProtocol } from "./protocol.ts";
import { boundMembers, findRoute } from "./rest-routes.ts";
import { context, mirror, type Operation, type SdkModel, type SdkPackage, sdkModel } from "./sdk-model.ts";
import { encodeAnswer } from "./wrong-answer.ts";

type Input = Record<string, unknown>;

/** The settings of a service whose protocol comes from the SDK. */
export interface SdkProtocolOptions extends SdkPackage {
	/** The error for a request with a missing required member or a member out of bounds. */
	readonly validationError: string;
	/** Structures whose absent required members AWS treats as false. */
	readonly lenientStructures?: readonly string[];
}

/** A protocol from an SDK package. */
export interface SdkProtocol extends WireProtocol, SdkPackage {
	/** The package's model of the service, cached after the first use. */
	readonly model: () => SdkModel;
}

interface Resolved {
	readonly operation: Operation;
	readonly code: number;
	readonly labels: Readonly<Record<string, string>>;
}

/** Creates the wire protocol of a service from its SDK package. */
export function sdkProtocol(options: SdkProtocolOptions): SdkProtocol {
	let made: SdkModel | undefined;
	const model = () => {
		made ??= sdkModel(options);
		return made;
	};
	const statusOf = (code: string) => {
		const modelled = model().errors.get(code);
		return modelled ? modelledStatus(modelled) : valueAt(model().xml ? commonXmlErrors : commonJsonErrors, code);
	};
	return {
		sdk: options.sdk,
		client: options.client,
		model,
		statusOf,
		matches: ({ path, headers }) => {
			const { xml, pathPrefix, protocol } = model();
			if (xml) return path.startsWith(pathPrefix);
			return (headers["x-amz-target"] ?? "").startsWith(`${protocol.serviceTarget}.`);
		},
		serve: (served) => serve(model(), options, statusOf, served),
	};
}

function serve(
	model: SdkModel,
	options: SdkProtocolOptions,
	statusOf: WireProtocol["statusOf"],
	{ name, handlers, requestId }: Served,
): WireHandler {
	const { protocol, xml } = model;
	const encode = async (outputMirror: object, value: unknown, statusCode: number): Promise<WireResponse> => {
		const { headers, body } = await protocol.serializeRequest(outputMirror, value, context);
		delete headers["x-amz-target"];
		if (xml) headers["content-type"] = "text/xml";
		headers["x-amzn-requestid"] = requestId();
		return { statusCode, headers, body: bytesOf(body) };
	};
	const refuse = (error: AwsError) => {
		const modelled = model.errors.get(error.code);
		const statusCode = statusOfRefusal(error, statusOf);
		const { schema, body } = xml
			? xmlErrorResponse(error, modelled, statusCode, requestId())
			: jsonErrorResponse(error, modelled);
		return encode(mirror("input", schema), body, statusCode);
	};
	return async (request) => {
		try {
			const { operation, code, labels } = resolve(model, request);
			const handler = handlers[operation.name];
			if (!handler) throw notEmulated(`${name}:${operation.name}`);
			const input = await decode(model, options, operation, request, labels);
			const output = await handler(input as never, callerOf(request.headers));
			return await encodeAnswer(output, (answer) => encode(operation.outputMirror, answer ?? {}, code));
		} catch (error) {
			if (error instanceof AwsError) return refuse(error);
			throw error;
		}
	};
}

function resolve(model: SdkModel, request: WireRequest): Resolved {
	if (!model.xml) {
		const target = request.headers["x-amz-target"] ?? "";
		const operation = model.operations.get(target.slice(target.indexOf(".") + 1));
		if (!operation) throw unknownOperation(target);
		return { operation, code: 200, labels: {} };
	}
	const found = findRoute(model.routes, request);
	if (found) return found;
	throw unknownOperation(`${request.method} ${request.path}`);
}

async function decode(
	model: SdkModel,
	{ validationError, lenientStructures = [] }: SdkProtocolOptions,
	operation: Operation,
	request: WireRequest,
	labels: Readonly<Record<string, string>>,
): Promise<Input> {
	const body = bytesOf(request.body);
	if (!isUtf8(body)) throw malformed(model.xml, "The request body is not UTF-8.");
	if (!model.xml && !startsAnObject(body)) throw malformed(false, "The request body is not a JSON object.");
	const response = { statusCode: 200, headers: { ...request.headers }, body };
	let input: Input;
	try {
		const { $metadata: _, ...decoded } = await model.protocol.deserializeResponse(
			operation.inputMirror,
			context,
			response,
		);
		input = decoded;
		if (model.xml) Object.assign(input, boundMembers(operation.input, request, labels));
	} catch {
		throw malformed(model.xml, "The request body could not be parsed.");
	}
	const wrong = mistyped(operation.input, input, "");
	if (wrong) throw malformed(model.xml, wrong);
	const missing = missingMember(operation.input, input, lenientStructures);
	if (missing) {
		const constraint = "failed to satisfy constraint: Member must not be null";
		throw new AwsError(validationError, `1 validation error detected: Value null at '${missing}' ${constraint}`);
	}
	return input;
}

function bytesOf(body: unknown): Uint8Array {
	if (body instanceof Uint8Array) return body;
	return new TextEncoder().encode(typeof body === "string" ? body : "");
}

/** An empty body counts as an empty object, as in AWS. */
function startsAnObject(body: Uint8Array): boolean {
	const first = new TextDecoder().decode(body.subarray(0, 64)).trimStart().charAt(0);
	return first === "" || first === "{";
}
