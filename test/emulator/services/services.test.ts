/** Tests the list of services: no generic file names a service, and every service declares its error codes. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createFront } from "../../../src/emulator/front/front.ts";
import { rate } from "../../../src/emulator/front/service-rules.ts";
import { createPorts } from "../../../src/emulator/ports.ts";
import type { EmulatorService } from "../../../src/emulator/service.ts";
import { virtualClock } from "../../../src/lib/clock.ts";
import { everyService } from "../sdk-services.ts";

const root = "src/emulator";
const files = readdirSync(root, { recursive: true, encoding: "utf8" })
	.filter((path) => path.endsWith(".ts") && statSync(join(root, path)).isFile())
	.map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
const folderOf = (name: string) => files.filter(({ path }) => path.startsWith(`services/${name}/`));

/** The code of a file without its comments. */
function codeOf(text: string): string {
	return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
}

it("services have unique names, and a folder of that name", () => {
	const names = everyService.map(({ name }) => name);
	expect(new Set(names).size).toBe(names.length);
	const folders = readdirSync(join(root, "services")).filter((path) =>
		statSync(join(root, "services", path)).isDirectory(),
	);
	expect(folders.sort()).toEqual([...names].sort());
});

it("no file outside a service's folder names it, except the list of services", () => {
	const outside = files.filter(({ path }) => !path.startsWith("services/"));
	const naming = outside.flatMap(({ path, text }) =>
		everyService
			.filter(({ name, title = name }) => new RegExp(`["'/\` ](${name}["':/\`]|${title}\\b)`).test(codeOf(text)))
			.map(({ name }) => `${path} names ${name}`),
	);
	expect(naming).toEqual([]);
});

describe.each(everyService)("$name", ({ name, protocol, refusals, rates, oneAtATime = {} }) => {
	it("has every error that its folder throws", () => {
		const codes = folderOf(name).flatMap(({ text }) =>
			[...text.matchAll(/new AwsError\(\s*"(\w+)"/g)].map(([, code]) => code),
		);
		const unknown = codes.filter((code = "") => protocol.statusOf(code) === undefined);
		expect([...new Set(unknown)]).toEqual([]);
	});

	it("has every error that the front throws on its behalf", () => {
		const throttled = [refusals.throttled, ...rates.flatMap(({ throttledAs = [] }) => throttledAs)];
		const busy = Object.values(oneAtATime).map((one) => one.busy().code);
		for (const code of [...throttled, ...busy, refusals.accessDenied]) {
			const status = protocol.statusOf(code) ?? 0;
			expect(status >= 400 && status < 500, `${code}: ${status}`).toBe(true);
		}
		expect(protocol.statusOf(refusals.internalFailure.code)).toBe(500);
	});
});

it("an operation without a rate group, or with two, fails at startup", () => {
	const guard = (operations: readonly (readonly string[])[]) => {
		const service = { ...everyService[0], rates: operations.map((names) => rate(1, 1, names.join(" "))) };
		createFront({ account: "123456789012", clock: virtualClock() }).guard(service as EmulatorService, {
			Do: () => ({}),
		});
	};
	expect(() => guard([["Do"]])).not.toThrow();
	expect(() => guard([["Undo"]])).toThrow("is in no rate group");
	expect(() => guard([["Do"], ["Do"]])).toThrow("is in several rate groups");
});

describe("ports", () => {
	it("are available after one service offers them", () => {
		const { ports, offer } = createPorts();
		expect(() => ports.machineAddress).toThrow("No service of the embedded AWS offers the port machineAddress.");
		offer({ machineAddress: () => "10.0.0.4" });
		expect(ports.machineAddress("i-1")).toBe("10.0.0.4");
		expect(() => offer({ machineAddress: () => undefined })).toThrow("Two services");
	});
});
