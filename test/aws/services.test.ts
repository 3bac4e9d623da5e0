/**
 * Every service module is whole: each operation has a rate and a shape of its answers, each error that the SDK documents for an
 * operation has a meaning, lists say where their page tokens are, and the embedded AWS has the same services and operations.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { operationNames, operationOf, serviceNames } from "../../src/aws/operations.ts";
import { commonErrors } from "../../src/aws/services/errors.ts";
import { optionalServices, services } from "../../src/aws/services/list.ts";
import type { AwsService } from "../../src/aws/services/service.ts";
import { kindOfCode, translate } from "../../src/aws/translate.ts";
import { services as embedded } from "../../src/emulator/services/list.ts";

const packages: Readonly<Record<string, string>> = {
	ecs: "@aws-sdk/client-ecs",
	servicediscovery: "@aws-sdk/client-servicediscovery",
	route53: "@aws-sdk/client-route-53",
	...Object.fromEntries(optionalServices.map(({ name, packageName }) => [name, packageName])),
};
const require = createRequire(import.meta.url);

/** What the SDK says of a command and of its input, in its types. */
function typesOf(operation: string): string {
	const [service = "", name = ""] = operation.split(":");
	const sdk = dirname(dirname(require.resolve(packages[service] ?? "")));
	return readFileSync(join(sdk, `dist-types/commands/${name}Command.d.ts`), "utf8");
}

describe.each(operationNames())("%s", (operation) => {
	it("has a meaning for each error that the SDK documents", () => {
		const documented = [...typesOf(operation).matchAll(/@throws \{@link (\w+)\}/g)].map(([, code = ""]) => code);
		// The base class stands for what is not documented.
		const codes = documented.filter((code) => !code.endsWith("ServiceException"));
		expect(codes.filter((code) => kindOfCode(operation, code) === undefined)).toEqual([]);
	});

	it("is sent within a rate of its service", () => {
		const { rate, bucket } = operationOf(operation);
		expect(rate).toMatchObject({ burst: expect.any(Number), perSecond: expect.any(Number) });
		expect(bucket.split(" ")[0]).toBe(operation.split(":")[0]);
	});
});

// Image registries stand outside of the embedded AWS.
it.each(operationNames(({ usedBy }) => usedBy !== "images"))("the embedded AWS has the service of %s", (operation) => {
	expect(embedded.map(({ name }) => name)).toContain(operation.split(":")[0]);
});

// What reads the optional services follows their pages itself.
const reads = operationNames(({ read, usedBy }) => read !== undefined && usedBy === undefined);

it.each(reads)("%s names the token of the next page exactly where the SDK has one that is text", (operation) => {
	const token = /^ *\*\s+(nextToken|NextToken|Marker|NextMarker): "STRING_VALUE"/m.exec(typesOf(operation))?.[1];
	expect(operationOf(operation).read?.pageToken).toBe(token);
});

it("one service names the account in each answer, and each other one that is written to tells what is only shared", () => {
	const written = services.filter(({ writes }) => Object.keys(writes).length > 0);
	const shows = written.map((service: AwsService) => service.accountQuestion?.showsShared);
	expect([...shows].sort()).toEqual([false, ...written.slice(1).map(() => true)]);
});

it("each error code that the SDK documents for an operation of Cloud Map has a meaning", () => {
	const sdk = dirname(dirname(require.resolve("@aws-sdk/client-servicediscovery")));
	const models = readFileSync(join(sdk, "dist-types/models/models_0.d.ts"), "utf8");
	const member = models.slice(0, models.indexOf("ErrorCode?: string")).split("export interface").at(-1) ?? "";
	const list = member.slice(member.lastIndexOf("/**"));
	const codes = [...list.matchAll(/<code>([A-Z]+(?:_[A-Z]+)+)<\/code>/g)].map(([, code = ""]) => code);
	expect(codes).toContain("ACCESS_DENIED");
	expect(codes.filter((code) => !kindOfCode("servicediscovery:GetOperation", code))).toEqual([]);
});

it("no service is there twice, and none has a rate that no operation uses", () => {
	expect(new Set(serviceNames).size).toBe(serviceNames.length);
	const used = new Set(operationNames().map((name) => operationOf(name).bucket));
	const all = [...services, ...optionalServices].flatMap(({ name, rates }) =>
		Object.keys(rates).map((rate) => `${name} ${rate}`),
	);
	expect([...used].sort()).toEqual(all.sort());
});

it("no code has two meanings", () => {
	for (const { errors } of [...services, ...optionalServices]) {
		const codes = [...Object.values(errors), ...Object.values(commonErrors)].flat();
		expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([]);
	}
});

it("an operation that no service has is an error, and never one of another service", () => {
	expect(() => operationOf("ecs:DescribeDaemons")).toThrow("ecs:DescribeDaemons");
	expect(() => operationOf("toString")).toThrow("toString");
});

it.each([
	[503, "unavailable"],
	[403, "denied"],
	[400, "invalid"],
	[undefined, "unavailable"],
])("a code that is not listed is judged by its HTTP status: %s", (httpStatusCode, kind) => {
	const error = Object.assign(new Error("no"), { name: "BrandNewException", $metadata: { httpStatusCode } });
	expect(translate(error, "ecs:UpdateService")).toMatchObject({ kind, code: "BrandNewException" });
});

it("a text that says to look again counts more than a code for bad input", () => {
	const error = Object.assign(new Error("Unable to assume the service linked role."), {
		name: "InvalidParameterException",
	});
	expect(translate(error, "ecs:CreateService")).toMatchObject({ kind: "conflict" });
});
