/**
 * Resolves image tags in image registries with the OCI distribution API, such as Docker Hub and GHCR. It uses HEAD,
 * which Docker Hub does not count as a pull, and reads each index once for the digests of its platforms.
 */
import { systemClock } from "../lib/clock.ts";
import { GivenUp, within } from "../lib/deadline.ts";
import { readText } from "../lib/read-text.ts";
import type { CredentialsOf } from "./docker-config.ts";
import { createIndexCache, indexTypes, isDigest } from "./image-index.ts";
import { ImageFailure, ImageMissing, type ImageSource } from "./image-source.ts";
import { meantBy, parseReference, type Reference } from "./reference.ts";
import { type Answer, authorization } from "./registry-token.ts";

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface OciOptions {
	readonly fetch: Fetch;
	readonly credentialsOf: CredentialsOf;
	/** Time limit for one answer including its body, in milliseconds. */
	readonly timeoutMs: number;
}

const manifestTypes = [
	"application/vnd.oci.image.manifest.v1+json",
	"application/vnd.docker.distribution.manifest.v2+json",
];
const accept = [...indexTypes, ...manifestTypes].join(", ");
/** An index lists one manifest for each platform; a longer text is not an index. */
const maxIndexBytes = 4 * 1024 * 1024;

export function createOciSource(options: OciOptions): ImageSource {
	const remembered = createIndexCache();
	return async (text, signal) => {
		const reference = parseReference(text);
		if (!reference) throw new ImageFailure(`${text} is not an image reference.`);
		const head = await ask(options, reference, "HEAD", reference.digest ?? reference.tag, signal);
		const digest = head.headers.get("docker-content-digest") ?? "";
		if (!isDigest(digest)) throw new ImageFailure(`${reference.host} returned no digest for ${text}.`);
		if (reference.digest && digest !== reference.digest) {
			throw new ImageFailure(`${reference.host} returned ${digest} instead of ${text}.`);
		}
		const type = (head.headers.get("content-type") ?? "").split(";")[0]?.trim() ?? "";
		// For other types it is unknown whether the image has platforms.
		if (![...indexTypes, ...manifestTypes].includes(type)) {
			throw new ImageFailure(`${reference.host} returned the type "${type}" for ${text}, which is not an image.`);
		}
		if (!indexTypes.includes(type)) return { digests: [digest] };
		const { host, repository } = reference;
		return remembered(
			{ host, repository, digest },
			async () => (await ask(options, reference, "GET", digest, signal)).text,
		);
	};
}

async function ask(
	options: OciOptions,
	reference: Reference,
	method: "HEAD" | "GET",
	target: string,
	signal: AbortSignal | undefined,
): Promise<Answer> {
	const { host, repository } = reference;
	const scheme = isLoopback(host) ? "http" : "https";
	const url = `${scheme}://${host}/v2/${repository}/manifests/${target}`;
	const send = (headers: Record<string, string>) => fetchFrom(options, url, { method, headers }, host, signal);
	const first = await send({ accept });
	const challenge = first.status === 401 ? first.headers.get("www-authenticate") : null;
	if (challenge === null) return successful(first, reference, { isAnonymous: true });
	const credentials = await options.credentialsOf(host);
	const value = await authorization(challenge, `repository:${repository}:pull`, credentials, (tokenUrl, headers) =>
		fetchFrom(options, tokenUrl, { headers }, host, signal),
	);
	return successful(await send({ accept, authorization: value }), reference, { isAnonymous: !credentials });
}

/** Sends one request and returns the text of a successful answer. A timeout is a failure like any other. */
async function fetchFrom(
	{ fetch, timeoutMs }: OciOptions,
	url: string,
	init: RequestInit,
	host: string,
	signal: AbortSignal | undefined,
): Promise<Answer> {
	try {
		return await within({ clock: systemClock(), limitMs: timeoutMs, signal }, async (aborting) => {
			const response = await fetch(url, { ...init, signal: aborting });
			const { status, headers } = response;
			if (status === 200) return { status, headers, text: await textOf(response, host) };
			await response.body?.cancel();
			return { status, headers, text: "" };
		});
	} catch (error) {
		if (error instanceof ImageFailure) throw error;
		throw new ImageFailure(`${host} does not answer: ${reasonOf(error, timeoutMs)}.`);
	}
}

function reasonOf(error: unknown, timeoutMs: number): string {
	if (error instanceof GivenUp)
		return error.because === "limit" ? `timed out after ${timeoutMs / 1000} s` : error.message;
	const { cause, message } = error as { readonly cause?: { readonly code?: string }; readonly message: string };
	return cause?.code ?? message;
}

function successful(answer: Answer, reference: Reference, asked: { readonly isAnonymous: boolean }): Answer {
	const { status } = answer;
	if (status === 200) return answer;
	const { host } = reference;
	const what = meantBy(reference);
	if (status === 401 || status === 403) {
		throw new ImageFailure(`${host} denied access to ${what} (${status}). It may be private and require credentials.`);
	}
	if (status === 404) throw new ImageMissing(`${host} has no ${what}.`, asked);
	if (status === 429) throw new ImageFailure(`${host} throttled the request (429).`);
	throw new ImageFailure(`${host} answered ${status} for ${what}.`);
}

async function textOf(response: Response, host: string): Promise<string> {
	const tooLong = () => new ImageFailure(`${host} returned an answer that is too long.`);
	if (Number(response.headers.get("content-length") ?? 0) > maxIndexBytes && response.body) throw tooLong();
	const text = await readText(response, maxIndexBytes).catch(() => {
		throw new ImageFailure(`${host} closed the connection before its answer was complete.`);
	});
	if (text === undefined) throw tooLong();
	return text;
}

/** Like container engines, evenkeel connects to an image registry on this machine without TLS. */
function isLoopback(host: string): boolean {
	return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/.test(host);
}
