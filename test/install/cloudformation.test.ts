import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { iamPolicy } from "../../src/report/iam-policy.ts";
import { carriedOut, template, type Value } from "./template.ts";

interface Statements {
	readonly PolicyDocument: { readonly Statement: readonly Readonly<Record<string, Value>>[] };
}

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const { Policies } = template.Resources.TaskRole.Properties as unknown as { readonly Policies: readonly Statements[] };
const statements = Policies.map(({ PolicyDocument }) => PolicyDocument.Statement);
const parameters = Object.fromEntries(Object.keys(template.Parameters).map((name) => [name, name]));

describe("the template of the first install", () => {
	it("lets evenkeel do what `evenkeel iam-policy` prints, no more and no less", () => {
		const options = { owner: "OWNER", account: "ACCOUNT", ownRole: "arn:aws:iam::ACCOUNT:role/evenkeel" };
		const { Statement } = iamPolicy({ ...options, roles: ["ROLES"], zones: ["zone"] });
		const policies = statements.map((policy) => plain(policy));
		expect(policies).toEqual([JSON.parse(JSON.stringify(Statement))]);
	});

	it("lets evenkeel pass none of the roles that it runs with itself", () => {
		const { executionRoleArn, taskRoleArn } = carriedOut({ ...parameters, PassedRoles: [] }).taskDefinition;
		const passing = statements.flat().filter(({ Action }) => JSON.stringify(Action).includes("iam:PassRole"));
		const own = taskRoleArn?.replace(/\d{12}/, "ACCOUNT");
		expect(passing.map(({ Effect, Resource }) => [Effect, plain(Resource)])).toEqual([
			["Allow", ["ROLES"]],
			["Deny", own],
		]);
		expect(executionRoleArn).not.toBe(taskRoleArn);
	});

	it("lets Cloud Map change records of the namespace in manifests/evenkeel, and no others unless told", () => {
		const [, namespace] = /^ {2}name: (\S+\.internal)$/m.exec(read("manifests/evenkeel/discovery.yaml")) ?? [];
		expect(template.Parameters.DnsNames?.Default).toBe(`${namespace},*.${namespace}`);
	});

	it("checks health at the image's health listener, as the image does", () => {
		const image = read("Dockerfile");
		const address = /EVENKEEL_HEALTH_LISTEN=(127\.0\.0\.1:\d+)/.exec(image)?.[1];
		expect(address).not.toBe(/EVENKEEL_LISTEN=\S+(:\d+)/.exec(image)?.[1]);
		const texts = [image, read("install/cloudformation.yaml")];
		const asked = texts.map((text) => [...text.matchAll(/http:\/\/(\S+)\/healthz/g)].map(([, host]) => host));
		expect(asked).toEqual(texts.map(() => [address]));
	});

	it("keeps what runs when the stack goes", () => {
		const kept = Object.entries(template.Resources).flatMap(([name, resource]) =>
			resource.DeletionPolicy === "Retain" ? [name] : [],
		);
		expect(kept).toEqual(["Cluster", "TaskDefinition", "Service"]);
	});
});

/** With the template's functions in place of which the command prints what it was given. */
function plain(value: unknown): unknown {
	const text = JSON.stringify(value)
		.replaceAll('{"Ref":"Owner"}', '"OWNER"')
		.replaceAll('{"Ref":"PassedRoles"}', '["ROLES"]')
		.replaceAll('{"Ref":"DnsNames"}', '["zone","*.zone"]')
		.replaceAll(/\{"Fn::Sub":("[^"]*")\}/g, "$1")
		.replaceAll(/\$\{AWS::Partition\}/g, "aws")
		.replaceAll(/\$\{AWS::AccountId\}/g, "ACCOUNT");
	return JSON.parse(text);
}
