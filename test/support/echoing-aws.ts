/** An AWS endpoint that repeats the request in its errors, in every form in which a service or a proxy prints values. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { escapeControls, visibleJson } from "../../src/lib/visible.ts";

const html = (text: string) =>
	text.replace(/[&<>"']/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign] ?? "&#39;");

/** The forms of a value, by name. */
export const forms: Readonly<Record<string, (text: string) => string>> = {
	raw: (text) => text,
	JSON: (text) => JSON.stringify(text),
	"JSON twice": (text) => JSON.stringify(JSON.stringify(text)),
	"JSON in ASCII": (text) =>
		JSON.stringify(text).replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`),
	"JSON with escapes": (text) => visibleJson(JSON.stringify(text)),
	URL: (text) => encodeURIComponent(text),
	form: (text) => new URLSearchParams({ a: text }).toString(),
	HTML: html,
	XML: (text) => text.replace(/[&<>"'\n]/g, (sign) => `&#x${sign.charCodeAt(0).toString(16)};`),
	Base64: (text) => Buffer.from(text).toString("base64"),
	"escaped controls": escapeControls,
	"cut off": (text) => `${text.slice(0, -3)}...`,
	"cut off in quotes": (text) => `'${text.slice(0, -3)}'`,
	lines: (text) => text.split("\n").join("' | '"),
};

export interface EchoingAws {
	readonly url: string;
	/** While set, requests such as `RegisterTaskDefinition` are rejected and repeated. */
	refused: string | undefined;
	/** Values that are repeated in addition to those of the request. */
	further: readonly string[];
	readonly close: () => void;
}

/** Starts the proxy of the AWS at `url`, on a loopback port. */
export async function echoingAws(url: string): Promise<EchoingAws> {
	const server = createServer(async (request, response) => {
		const chunks: Buffer[] = [];
		for await (const chunk of request) chunks.push(chunk as Buffer);
		const body = Buffer.concat(chunks);
		const operation = String(request.headers["x-amz-target"] ?? "");
		if (echo.refused && operation.endsWith(`.${echo.refused}`)) {
			const values = [body.toString(), ...textsIn(JSON.parse(body.toString())), ...echo.further];
			const message = values.flatMap((value) => Object.values(forms).map((write) => `Value ${write(value)} is bad.`));
			response.writeHead(400, { "content-type": "application/x-amz-json-1.1" });
			response.end(JSON.stringify({ __type: "ClientException", message: message.join("\n") }));
			return;
		}
		const headers = Object.entries(request.headers).filter(
			([name]) => !/^(host|connection|content-length)$/.test(name),
		);
		const answer = await fetch(`${url}${request.url}`, {
			method: request.method ?? "POST",
			headers: headers.map(([name, value]) => [name, String(value)] as [string, string]),
			...(body.length > 0 && { body }),
		});
		response.writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? "" });
		response.end(Buffer.from(await answer.arrayBuffer()));
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const echo: EchoingAws = {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		refused: undefined,
		further: [],
		close: () => server.close(),
	};
	return echo;
}

function textsIn(value: unknown): readonly string[] {
	if (typeof value === "string") return [value];
	return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
