import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { iamPolicy } from "../../src/report/iam-policy.ts";
import { template, type Value } from "./template.ts";

interface Statements {
	readonly PolicyDocument: { readonly Statement: readonly Readonly<Record<string, Value>>[] };
}

describe("the template of the first install", () => {
	it("lets evenkeel do what `evenkeel iam-policy --owner` prints, no more and no less", () => {
		const { Policies } = template.Resources.TaskRole.Properties as unknown as {
			readonly Policies: readonly Statements[];
		};
		const roles = ["ROLES"];
		const { Statement } = iamPolicy({ owner: "OWNER", account: "ACCOUNT", roles });
		expect(plain(Policies[0]?.PolicyDocument.Statement)).toEqual(JSON.parse(JSON.stringify(Statement)));
	});

	it("checks health at the image's health listener, as the image and manifests/evenkeel do", () => {
		const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
		const image = read("Dockerfile");
		const address = /EVENKEEL_HEALTH_LISTEN=(127\.0\.0\.1:\d+)/.exec(image)?.[1];
		expect(address).not.toBe(/EVENKEEL_LISTEN=\S+(:\d+)/.exec(image)?.[1]);
		const texts = [image, read("install/cloudformation.yaml"), read("manifests/evenkeel/task-definition.yaml")];
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
		.replaceAll(/\{"Fn::Sub":("[^"]*")\}/g, "$1")
		.replaceAll(/\$\{AWS::Partition\}/g, "aws")
		.replaceAll(/\$\{AWS::AccountId\}/g, "ACCOUNT");
	return JSON.parse(text);
}
