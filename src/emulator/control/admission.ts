/**
 * Who may use the control API over HTTP: this machine's own programs. A web page that a person visits must not, neither by
 * sending requests from the browser nor by a name of its own that leads to this machine (DNS rebinding).
 */
import type { IncomingHttpHeaders } from "node:http";

/** Why a request is not let in, and what would be; undefined for one that is. */
export function refusedEntry(remoteAddress: string | undefined, headers: IncomingHttpHeaders): string | undefined {
	if (!isLoopbackAddress(remoteAddress)) return "Control paths answer this machine only.";
	if (!isLoopbackName(headers.host)) {
		return "Control paths are reached under localhost or 127.0.0.1 only; the Host header of this request says otherwise.";
	}
	const { origin } = headers;
	const site = headers["sec-fetch-site"];
	const crossSite = (site !== undefined && site !== "same-origin" && site !== "none") || foreign(origin, headers.host);
	return crossSite ? "Control paths take no requests from web pages. Use a program such as curl." : undefined;
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
