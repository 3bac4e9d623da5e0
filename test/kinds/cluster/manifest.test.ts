import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clusterManifest } from "../../../src/kinds/cluster/manifest.ts";
import type { ClusterSpec } from "../../../src/kinds/cluster/spec.ts";

const { normalise } = clusterManifest;

describe("the normal form of a cluster", () => {
	it("leaves undeclared fields alone", () => {
		expect(normalise({ clusterName: "shop" })).toEqual({ clusterName: "shop" });
	});

	it("sorts what AWS returns in any order and fills in strategy defaults", () => {
		expect(
			normalise({
				clusterName: "shop",
				capacityProviders: ["FARGATE_SPOT", "FARGATE"],
				defaultCapacityProviderStrategy: [
					{ capacityProvider: "FARGATE_SPOT" },
					{ capacityProvider: "FARGATE", base: 1 },
				],
				configuration: { executeCommandConfiguration: { logConfiguration: { s3BucketName: "logs" } } },
			}),
		).toEqual({
			clusterName: "shop",
			capacityProviders: ["FARGATE", "FARGATE_SPOT"],
			defaultCapacityProviderStrategy: [
				{ capacityProvider: "FARGATE", base: 1, weight: 0 },
				{ capacityProvider: "FARGATE_SPOT", base: 0, weight: 0 },
			],
			configuration: {
				executeCommandConfiguration: {
					logging: "DEFAULT",
					logConfiguration: {
						s3BucketName: "logs",
						cloudWatchEncryptionEnabled: false,
						s3EncryptionEnabled: false,
					},
				},
			},
		});
	});

	it("is the same when made twice", () => {
		const item = fc.record(
			{
				capacityProvider: fc.constantFrom("FARGATE", "FARGATE_SPOT", "own"),
				weight: fc.option(fc.nat(3), { nil: undefined }),
				base: fc.nat(3),
			},
			{ requiredKeys: ["capacityProvider"] },
		);
		const spec: fc.Arbitrary<ClusterSpec> = fc.record(
			{
				clusterName: fc.constant("shop"),
				settings: fc.array(fc.record({ name: fc.constant("containerInsights" as const), value: fc.string() })),
				capacityProviders: fc.array(fc.string()),
				defaultCapacityProviderStrategy: fc.array(item),
				configuration: fc.constantFrom({}, { executeCommandConfiguration: {} }),
			},
			{ requiredKeys: ["clusterName"] },
		);
		fc.assert(fc.property(spec, (value) => void expect(normalise(normalise(value))).toEqual(normalise(value))));
	});
});
