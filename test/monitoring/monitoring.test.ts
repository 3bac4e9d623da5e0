/**
 * The alerts and the dashboard ask for nothing but what evenkeel exports, and no alert leaves the person it wakes alone.
 * Whether the alerts fire when they should is for promtool (test/e2e).
 */
import { readFileSync } from "node:fs";
import { load } from "js-yaml";
import { describe, expect, it } from "vitest";
import { operationNames } from "../../src/aws/operations.ts";
import { createMetrics } from "../../src/report/metrics.ts";
import { resource, status } from "../report/examples.ts";

interface Alert {
	readonly alert: string;
	readonly expr: string;
	readonly annotations: { readonly runbook: string };
}
interface Panel {
	readonly title: string;
	readonly targets?: readonly { readonly expr: string }[];
}

const { groups } = load(text("monitoring/alerts.yaml")) as { readonly groups: readonly { readonly rules: Alert[] }[] };
const alerts = groups.flatMap(({ rules }) => rules);
const { panels } = JSON.parse(text("monitoring/dashboard.json")) as { readonly panels: readonly Panel[] };
const queries = panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => [title, expr] as const));

/** Each metric that is exported with the names of its labels. */
const exported = await labelsByMetric();

describe("what is asked for", () => {
	it.each(alerts.map(({ alert, expr }) => [alert, expr] as const))("by the alert %s is exported", (_, expr) => {
		expectExported(expr);
	});

	it.each(queries)("by the panel %s is exported: %s", (_, expr) => {
		expectExported(expr);
	});

	it("by the dashboard covers every metric", () => {
		const asked = queries.map(([, expr]) => expr).join(" ");
		const missing = [...exported.keys()].filter((name) => !asked.includes(name.replace(/_(count|sum)$/, "_bucket")));
		expect(missing).toEqual(["evenkeel_resources_aggregated"]);
	});
});

describe("the runbook", () => {
	const sections = [...text("docs/RUNBOOK.md").matchAll(/^## (.*)$/gm)].map(([, title]) => title);

	it("has a section for every alert, and none for another", () => {
		expect(sections).toEqual(alerts.map(({ alert }) => alert));
	});

	it("is where every alert points to", () => {
		for (const { alert, annotations } of alerts) {
			expect(annotations.runbook).toBe(`docs/RUNBOOK.md#${alert.toLowerCase()}`);
		}
	});

	it("each alert has tests of promtool's", () => {
		const tests = text("monitoring/alerts.test.yaml");
		for (const { alert } of alerts) expect(tests).toContain(`alertname: ${alert}`);
	});
});

function expectExported(expr: string): void {
	const names = [...expr.matchAll(/\b(evenkeel_\w+)(?:\{([^}]*)\})?/g)];
	expect(names.length).toBeGreaterThan(0);
	for (const [, name = "", selectors = ""] of names) {
		const labels = exported.get(name);
		expect(labels, `${name} is not exported`).toBeDefined();
		// Prometheus adds the instance.
		const asked = [...selectors.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)].map(([, label = ""]) => label);
		const unknown = asked.filter((label) => label !== "instance" && !labels?.has(label));
		expect(unknown).toEqual([]);
	}
}

async function labelsByMetric(): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
	const metrics = createMetrics(["Service"], { now: () => 0, operations: operationNames(), process: false });
	const registry = resource({ identity: "Registry/internal/api", mismatches: [] });
	metrics.recordStatus({ ...status, revision: "r", resources: [registry] });
	const found = new Map<string, Set<string>>();
	for (const [, name = "", labels = ""] of (await metrics.text()).matchAll(/^(evenkeel_\w+)(?:\{(.*)\})? /gm)) {
		const known = found.get(name) ?? new Set();
		for (const [, label = ""] of labels.matchAll(/(\w+)="/g)) known.add(label);
		found.set(name, known);
	}
	return found;
}

function text(path: string): string {
	return readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
}
