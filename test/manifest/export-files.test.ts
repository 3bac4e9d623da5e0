/** However much there is, one environment's folder takes it. */
import { describe, expect, it } from "vitest";
import { exportFiles } from "../../src/manifest/export-files.ts";

const manifests = (count: number, bytes = 100) =>
	Array.from({ length: count }, (_, index) => ({
		identity: `Service/shop-${index % 40}/api-${index}` as const,
		file: `service/shop-${index % 40}/api-${index}.yaml`,
		text: `---\n# ${index} ${"x".repeat(bytes)}\n`,
		variables: [],
	}));

describe("exported files", () => {
	it("are one a manifest", () => {
		expect(exportFiles(manifests(1_500))).toHaveLength(1_500);
	});

	it.each([100, 20_000, 300_000])("hold several of many, within what a file may hold (%i bytes each)", (bytes) => {
		const all = manifests(1_501, bytes);
		const files = exportFiles(all);
		expect(files.map(({ text }) => text).join("")).toBe(all.map(({ text }) => text).join(""));
		expect(new Set(files.map(({ file }) => file)).size).toBe(files.length);
		for (const { text } of files) {
			const documents = text.split("---\n").length - 1;
			expect(documents).toBeLessThanOrEqual(200);
			if (documents > 1) expect(text.length).toBeLessThanOrEqual(256 * 1024);
		}
	});
});
