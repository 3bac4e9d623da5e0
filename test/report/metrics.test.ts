import { describe, expect, it } from "vitest";
import { serviceNames } from "../../src/aws/operations.ts";
import { mismatchKinds } from "../../src/model/discovery.ts";
import { because } from "../../src/model/reason.ts";
import { createMetrics, type Metrics } from "../../src/report/metrics.ts";
import { nowMs, resource, status } from "./examples.ts";

const kinds = ["Cluster", "Namespace", "Service"];

function metricsForTest(maxSeries?: number): Metrics {
	const operations = ["ecs:UpdateService", "servicediscovery:CreateService"];
	const cap = maxSeries === undefined ? {} : { maxSeries };
	return createMetrics(kinds, { now: () => nowMs, operations, process: false, ...cap });
}

/** All series of one metric, without its name and comments. */
async function series(metrics: Metrics, name: string): Promise<readonly string[]> {
	const lines = (await metrics.text()).split("\n");
	return lines
		.filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
		.map((line) => line.slice(name.length));
}

describe("before anything happened", () => {
	it.each([
		["evenkeel_drift_detected_total", kinds.map((kind) => `{kind="${kind}"} 0`)],
		["evenkeel_drift_corrected_total", kinds.map((kind) => `{kind="${kind}"} 0`)],
		["evenkeel_aws_api_throttled_total", serviceNames.map((service) => `{service="${service}"} 0`)],
		[
			"evenkeel_aws_api_requests_total",
			[
				'{service="ecs",operation="UpdateService",code="200"} 0',
				'{service="servicediscovery",operation="CreateService",code="200"} 0',
			],
		],
		["evenkeel_writes_paused", ['{by="observe"} 0', '{by="window"} 0']],
		["evenkeel_orphans", ['{outcome="action"} 0', '{outcome="waiting"} 0', '{outcome="blocked"} 0']],
		["evenkeel_manifest_errors", [" 0"]],
		["evenkeel_last_success_timestamp_seconds", [" 0"]],
		["evenkeel_reconcile_duration_seconds_count", [" 0"]],
	])("%s is there and zero", async (name, expected) => {
		expect(await series(metricsForTest(), name)).toEqual(expected);
	});

	it("every kind has every result at zero", async () => {
		const results = ["in_sync", "action", "waiting", "blocked", "failed"];
		expect(await series(metricsForTest(), "evenkeel_reconcile_total")).toEqual(
			kinds.flatMap((kind) => results.map((result) => `{kind="${kind}",result="${result}"} 0`)),
		);
	});

	it("the process is told of as well, unless that is switched off", async () => {
		const withProcess = createMetrics(kinds, { now: () => nowMs });
		expect(await withProcess.text()).toContain("process_resident_memory_bytes");
		expect(await metricsForTest().text()).not.toContain("process_resident_memory_bytes");
	});
});

describe("a status", () => {
	it("sets every gauge", async () => {
		const metrics = metricsForTest();
		metrics.recordStatus(status);
		expect(await series(metrics, "evenkeel_resource_info")).toEqual([
			'{kind="Cluster",name="shop",sync_status="Synced",health_status="Healthy"} 1',
			'{kind="Namespace",name="old",sync_status="OutOfSync",health_status="Healthy"} 1',
			'{kind="Service",name="shop/api",sync_status="OutOfSync",health_status="Progressing"} 1',
		]);
		expect(await series(metrics, "evenkeel_resource_drift")).toEqual([
			'{kind="Cluster",name="shop"} 0',
			'{kind="Namespace",name="old"} 0',
			'{kind="Service",name="shop/api"} 1',
		]);
		expect(await series(metrics, "evenkeel_resource_drift_seconds")).toEqual([
			'{kind="Cluster",name="shop"} 0',
			'{kind="Namespace",name="old"} 0',
			'{kind="Service",name="shop/api"} 30',
		]);
		expect(await series(metrics, "evenkeel_orphans")).toEqual([
			'{outcome="action"} 0',
			'{outcome="waiting"} 0',
			'{outcome="blocked"} 1',
		]);
		expect(await series(metrics, "evenkeel_manifest_errors")).toEqual([" 1"]);
		expect(await series(metrics, "evenkeel_last_success_timestamp_seconds")).toEqual([` ${(nowMs - 3_000) / 1000}`]);
		expect(await series(metrics, "evenkeel_source_revision_info")).toEqual([`{revision="${status.revision}"} 1`]);
	});

	it("takes away what is not in it any more: resources, statuses, revisions, mismatches", async () => {
		const metrics = metricsForTest();
		const registry = resource({ identity: "Registry/internal/api", mismatches: [] });
		metrics.recordStatus({ ...status, resources: [...status.resources, registry] });
		expect(await series(metrics, "evenkeel_discovery_mismatch")).toHaveLength(mismatchKinds.length);
		metrics.recordStatus({
			...status,
			revision: "next",
			problems: [],
			resources: [resource({ identity: "Cluster/shop", sync: "OutOfSync" })],
		});
		expect(await series(metrics, "evenkeel_resource_info")).toEqual([
			'{kind="Cluster",name="shop",sync_status="OutOfSync",health_status="Healthy"} 1',
		]);
		expect(await series(metrics, "evenkeel_discovery_mismatch")).toEqual([]);
		for (const name of ["evenkeel_resource_drift", "evenkeel_resource_drift_seconds"]) {
			expect(await series(metrics, name)).toEqual(['{kind="Cluster",name="shop"} 0']);
		}
		expect(await series(metrics, "evenkeel_source_revision_info")).toEqual(['{revision="next"} 1']);
		expect(await series(metrics, "evenkeel_manifest_errors")).toEqual([" 0"]);
	});

	it("counts the mismatches of a registry that was compared by what they are, the others as zero", async () => {
		const metrics = metricsForTest();
		const reason = because("InstanceOfEndedTask", { instance: "a" });
		const mismatch = { registry: "Registry/internal/api", instanceId: "a", reason, sinceMs: 0 } as const;
		const mismatches = [{ ...mismatch, kind: "orphan_instance" }] as const;
		metrics.recordStatus({
			...status,
			resources: [resource({ identity: "Registry/internal/api", mismatches }), resource({ identity: "Registry/i/b" })],
		});
		expect(await series(metrics, "evenkeel_discovery_mismatch")).toEqual(
			mismatchKinds.map(
				(kind) => `{kind="Registry",name="internal/api",mismatch="${kind}"} ${kind === "orphan_instance" ? 1 : 0}`,
			),
		);
	});

	it("keeps labels in one line whatever a name holds", async () => {
		const metrics = metricsForTest();
		metrics.recordStatus({ ...status, resources: [resource({ identity: 'Cluster/a"b\n\\c' })] });
		expect(await series(metrics, "evenkeel_resource_drift")).toEqual(['{kind="Cluster",name="a\\"b\\n\\\\c"} 0']);
	});

	it("beyond the series limit counts healthy resources together and names all others", async () => {
		const well = Array.from({ length: 6 }, (_, index) => resource({ identity: `Cluster/${index}` }));
		const unwell = [
			resource({ identity: "Service/z/degraded", health: { status: "Degraded" } }),
			resource({ identity: "Service/z/drift", drift: [{ path: "a", desired: 1, observed: 2 }] }),
			resource({ identity: "Service/z/out", sync: "OutOfSync" }),
		];
		const metrics = metricsForTest(12);
		metrics.recordStatus({ ...status, resources: [...well, ...unwell] });
		expect(await series(metrics, "evenkeel_resource_info")).toEqual([
			'{kind="Service",name="z/degraded",sync_status="Synced",health_status="Degraded"} 1',
			'{kind="Service",name="z/drift",sync_status="Synced",health_status="Healthy"} 1',
			'{kind="Service",name="z/out",sync_status="OutOfSync",health_status="Healthy"} 1',
			'{kind="Cluster",name="0",sync_status="Synced",health_status="Healthy"} 1',
			'{kind="Cluster",name="*",sync_status="Synced",health_status="Healthy"} 5',
		]);
		expect(await series(metrics, "evenkeel_resources_aggregated")).toEqual([" 5"]);
		metrics.recordStatus({ ...status, resources: well.slice(0, 2) });
		expect(await series(metrics, "evenkeel_resources_aggregated")).toEqual([" 0"]);
		expect(await series(metrics, "evenkeel_resource_info")).toHaveLength(2);
	});
});

describe("a resource that is called as the shared series are", () => {
	it("has a series of its own", async () => {
		const metrics = metricsForTest();
		metrics.recordStatus({ ...status, resources: [resource({ identity: "Namespace/*" })] });
		const [own] = await series(metrics, "evenkeel_resource_info");
		expect(own).toContain(String.raw`name="\"*\""`);
	});
});

describe("counters", () => {
	it("count requests by operation and code, and throttling by service", async () => {
		const metrics = metricsForTest();
		metrics.recordRequest({ operation: "ecs:UpdateService", code: "200" });
		for (const code of ["ThrottlingException", "Throttling", "RequestLimitExceeded", "AccessDeniedException"]) {
			metrics.recordRequest({ operation: "ecs:UpdateService", code });
		}
		const counted = await series(metrics, "evenkeel_aws_api_requests_total");
		expect(counted).toContain('{service="ecs",operation="UpdateService",code="200"} 1');
		expect(counted).toContain('{service="ecs",operation="UpdateService",code="AccessDeniedException"} 1');
		expect(await series(metrics, "evenkeel_aws_api_throttled_total")).toContain('{service="ecs"} 3');
	});

	it("have one series for whatever is no code of AWS's", async () => {
		const metrics = metricsForTest();
		for (const code of ['x"} 1\ny', "a b", "", "e".repeat(81)]) {
			metrics.recordRequest({ operation: "ecs:UpdateService", code });
		}
		const counted = await series(metrics, "evenkeel_aws_api_requests_total");
		expect(counted).toContain('{service="ecs",operation="UpdateService",code="unknown"} 4');
	});

	it("count drift and passes", async () => {
		const metrics = metricsForTest();
		metrics.countDrift({ kind: "Service", detected: 2, corrected: 1 });
		metrics.recordReconcile({
			durationSeconds: 0.2,
			results: [
				{ kind: "Service", result: "action" },
				{ kind: "Service", result: "action" },
				{ kind: "Cluster", result: "failed" },
			],
		});
		expect(await series(metrics, "evenkeel_drift_detected_total")).toContain('{kind="Service"} 2');
		expect(await series(metrics, "evenkeel_drift_corrected_total")).toContain('{kind="Service"} 1');
		const results = await series(metrics, "evenkeel_reconcile_total");
		expect(results).toContain('{kind="Service",result="action"} 2');
		expect(results).toContain('{kind="Cluster",result="failed"} 1');
		expect(await series(metrics, "evenkeel_reconcile_duration_seconds_sum")).toEqual([" 0.2"]);
	});
});
