/**
 * Restricts the control API to programs on this machine. A web page in a browser must not reach it, neither with
 * cross-site requests nor with DNS rebinding.
 */
import type { IncomingHttpHeaders } from "node:http";

/** The reason to reject the request and how to fix it; undefined if the request is admitted. */
export function refusedEntry(remoteAddress: string | undefined, headers: IncomingHttpHeaders): string | undefined {
	if (!isLoopbackAddress(remoteAddress)) return "The control API accepts requests from this machine only.";
	if (!isLoopbackName(headers.host)) {
		return "The control API requires a Host header of localhost or a loopback address.";
	}
	const { origin } = headers;
	const site = headers["sec-fetch-site"];
	const crossSite = (site !== undefined && site !== "same-origin" && site !== "none") || foreign(origin, headers.host);
	return crossSite ? "The control API rejects requests from web pages. Use a program such as curl." : undefined;
}

function isLoopbackAddress(address = ""): boolean {
	return address === "::1" || /^(::ffff:)?127\./.test(address);
}

function isLoopbackName(host = ""): boolean {
	return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/i.test(host);
}

function foreign(origin: string | undefined, host: string | undefined): boolean {
	return origin !== undefined && origin.toLowerCase() !== `http://${host?.toLowerCase()}`;
}
