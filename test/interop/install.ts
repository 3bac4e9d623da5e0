/**
 * Installs the tools of the suites in parallel, and reports the version of each or why it is missing. A suite without
 * its tool is skipped; with INTEROP_REQUIRE_ALL=true, as in CI, a missing tool that a package registry has is a
 * failure.
 */
import type { TestProject } from "vitest/node";
import { type Tool, type ToolName, tools } from "./support/tools.ts";

declare module "vitest" {
	export interface ProvidedContext {
		/** The available tools with their versions. */
		readonly tools: Readonly<Partial<Record<ToolName, string>>>;
	}
}

type Outcome = { readonly tool: Tool } & ({ readonly version: string } | { readonly reason: string });

export async function setup(project: TestProject): Promise<void> {
	const outcomes = await Promise.all(tools.map(attempt));
	const lines = outcomes.map((outcome) => `  ${sentence(outcome)}`);
	process.stdout.write(`Foreign clients and emulators:\n${lines.join("\n")}\n`);
	const missing = outcomes.filter((outcome) => outcome.tool.fromRegistry && "reason" in outcome);
	if (process.env.INTEROP_REQUIRE_ALL === "true" && missing.length > 0) {
		throw new Error(`Not installed, though required: ${missing.map(({ tool }) => tool.name).join(", ")}`);
	}
	const present = outcomes.flatMap((outcome) => ("version" in outcome ? [[outcome.tool.name, outcome.version]] : []));
	project.provide("tools", Object.fromEntries(present));
}

async function attempt(tool: Tool): Promise<Outcome> {
	try {
		await tool.install();
		return { tool, version: await tool.version() };
	} catch (error) {
		return { tool, reason: error instanceof Error ? error.message : String(error) };
	}
}

function sentence(outcome: Outcome): string {
	const { name } = outcome.tool;
	return "version" in outcome
		? `${name}: version ${outcome.version}`
		: `${name}: could not be installed: ${outcome.reason}`;
}
