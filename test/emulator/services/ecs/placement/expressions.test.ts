/** Tests the cluster query language: matches, errors, and the attributes that would satisfy an expression. */
import { describe, expect, it } from "vitest";
import {
	parseExpression,
	satisfies,
	wantedAttributes,
} from "../../../../../src/emulator/services/ecs/placement/expressions.ts";

const values: Readonly<Record<string, readonly string[]>> = {
	"attribute:TaskType": ["service_b"],
	"attribute:ecs.instance-type": ["t3.large"],
	"attribute:count": ["10"],
	"attribute:flag": [""],
	ec2InstanceId: ["i-1"],
	"task:group": ["service:web", "family:job"],
};
const lookup = (subject: string) => values[subject] ?? [];

describe("an expression", () => {
	it.each([
		["attribute:TaskType == service_b", true],
		["attribute:TaskType==service_b", true],
		["attribute:TaskType equals service_b", true],
		['attribute:TaskType == "service_b"', true],
		["attribute:TaskType != service_b", false],
		["attribute:other == x", false],
		["attribute:other != x", true],
		["attribute:TaskType in [service_a, service_b]", true],
		["attribute:TaskType not_in [service_a,service_b]", false],
		["attribute:TaskType !in [service_a]", true],
		["attribute:flag exists", true],
		["attribute:other exists", false],
		["attribute:other !exists", true],
		["attribute:other not_exists", true],
		["attribute:ecs.instance-type =~ t3.*", true],
		["attribute:ecs.instance-type =~ t2.*", false],
		["attribute:ecs.instance-type !~ *.large", false],
		["attribute:count > 9", true],
		["attribute:count <= 9", false],
		["ec2InstanceId == i-1", true],
		["task:group == service:web", true],
		["task:group == family:job", true],
		["task:group != family:job", false],
		["task:group =~ service:.*", true],
		["task:group !~ other:.*", true],
		["task:group in [other, family:job]", true],
		["task:group not_in [other]", true],
		["attribute:TaskType == service_b and attribute:count == 10", true],
		["attribute:TaskType == service_b && attribute:count == 11", false],
		["attribute:TaskType == x or attribute:count == 10", true],
		["attribute:TaskType == x || attribute:count == 11", false],
		["not attribute:TaskType == x", true],
		["not (attribute:TaskType == service_b or attribute:other exists)", false],
		["attribute:a == x or attribute:TaskType == service_b and attribute:count == 11", false],
		["(attribute:a == x or attribute:TaskType == service_b) and attribute:count == 10", true],
	])("%s is %s", (text, expected) => {
		expect(satisfies(parseExpression(text), lookup)).toBe(expected);
	});

	it.each([
		"",
		"attribute:TaskType",
		"attribute:TaskType ==",
		"attribute:TaskType = x",
		"TaskType == x",
		"attribute:a == x and",
		"(attribute:a == x",
		"attribute:a == x)",
		"attribute:a in x",
		"attribute:a in []",
		"attribute:a in [x",
		"attribute:a == x attribute:b == y",
		"(".repeat(5000),
		`attribute:a == ${"x".repeat(2000)}`,
	])("%j is rejected", (text) => {
		expect(() => parseExpression(text)).toThrow(/^Invalid expression: /);
	});

	it.each([
		["attribute:TaskType == service_b", { TaskType: "service_b" }],
		["attribute:a == 1 and attribute:b in [2, 3]", { a: "1", b: "2" }],
		["attribute:a == 1 or attribute:b == 2", { a: "1" }],
		["attribute:a exists and not attribute:b exists", { a: "" }],
		["attribute:a != 1", {}],
	])("%s requires %j", (text, expected) => {
		const expression = parseExpression(text);
		const attributes = wantedAttributes(expression);
		expect(Object.fromEntries(attributes)).toEqual(expected);
		expect(satisfies(expression, (subject) => [attributes.get(subject.replace("attribute:", "")) ?? []].flat())).toBe(
			true,
		);
	});
});
