/**
 * The CloudFormation template as CloudFormation would carry it out: its functions are filled in, and its resources become the
 * calls that CloudFormation makes.
 */
import { readFileSync } from "node:fs";
import type {
	CreateClusterCommandInput,
	CreateServiceCommandInput,
	RegisterTaskDefinitionCommandInput,
} from "@aws-sdk/client-ecs";
import { load } from "js-yaml";

/** Any value of a template; maps may be functions such as `{ Ref: Owner }`. */
export type Value = string | number | boolean | readonly Value[] | { readonly [name: string]: Value };

interface Resource {
	readonly Type: string;
	readonly DeletionPolicy?: string;
	readonly Properties: Readonly<Record<string, Value>>;
}

interface Template {
	readonly Parameters: Readonly<Record<string, { readonly Default?: string }>>;
	readonly Resources: Readonly<Record<"TaskRole" | "Cluster" | "TaskDefinition" | "Service", Resource>>;
}

const text = readFileSync(new URL("../../install/cloudformation.yaml", import.meta.url), "utf8");

/** The template as it stands. */
export const template = load(text) as Template;

/** What CloudFormation would give ECS, with `parameters` over the template's defaults. */
export function carriedOut(parameters: Readonly<Record<string, Value>>): {
	readonly cluster: CreateClusterCommandInput;
	readonly taskDefinition: RegisterTaskDefinitionCommandInput;
	readonly service: CreateServiceCommandInput;
} {
	const defaults = Object.fromEntries(
		Object.entries(template.Parameters).map(([name, { Default = "" }]) => [name, Default]),
	);
	const names = { ...defaults, ...pseudo, ...idsOfResources, ...parameters };
	const input = (resource: "Cluster" | "TaskDefinition" | "Service") =>
		apiForm(filled(template.Resources[resource].Properties, names)) as unknown;
	return {
		cluster: input("Cluster") as CreateClusterCommandInput,
		taskDefinition: input("TaskDefinition") as RegisterTaskDefinitionCommandInput,
		service: input("Service") as CreateServiceCommandInput,
	};
}

const account = "111122223333";
const pseudo = { "AWS::AccountId": account, "AWS::Partition": "aws", "AWS::Region": "ap-northeast-1" };
/** What `Ref` and `Fn::GetAtt` give of the resources that others name. */
const idsOfResources = {
	Cluster: "evenkeel",
	TaskDefinition: "evenkeel",
	LogGroup: "/ecs/evenkeel",
	"ExecutionRole.Arn": `arn:aws:iam::${account}:role/evenkeel-execution`,
	"TaskRole.Arn": `arn:aws:iam::${account}:role/evenkeel`,
};

function filled(value: Value, names: Readonly<Record<string, Value>>): Value {
	if (Array.isArray(value)) return value.map((item) => filled(item, names));
	if (typeof value !== "object") return value;
	const map = value as Readonly<Record<string, Value>>;
	if (map.Ref !== undefined) return named(String(map.Ref), names);
	if (Array.isArray(map["Fn::GetAtt"])) return named(map["Fn::GetAtt"].join("."), names);
	if (map["Fn::Sub"] !== undefined) {
		return String(map["Fn::Sub"]).replaceAll(/\$\{(.*?)\}/g, (_, name: string) => String(named(name, names)));
	}
	return Object.fromEntries(Object.entries(map).map(([name, inner]) => [name, filled(inner, names)]));
}

function named(name: string, names: Readonly<Record<string, Value>>): Value {
	const value = names[name];
	if (value === undefined) throw new Error(`The template names ${name}, which is not given.`);
	return value;
}

/** CloudFormation writes members with a capital; the options of a log driver are no members. */
function apiForm(value: Value): Value {
	if (Array.isArray(value)) return value.map(apiForm);
	if (typeof value !== "object") return value;
	const entries = Object.entries(value as Readonly<Record<string, Value>>);
	return Object.fromEntries(
		entries.map(([name, inner]) => [
			name.charAt(0).toLowerCase() + name.slice(1),
			name === "Options" ? inner : apiForm(inner),
		]),
	);
}
