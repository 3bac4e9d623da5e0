/** `evenkeel export`: prints manifests of existing resources. */
import { resolve } from "node:path";
import type { Command } from "commander";
import { AwsFailure } from "../aws/failure.ts";
import { createAccountGuard } from "../controller/account-guard.ts";
import { exportManifests } from "../controller/export.ts";
import { planOnce } from "../controller/plan-once.ts";
import { kinds } from "../kinds/list.ts";
import { exportFiles } from "../manifest/export-files.ts";
import type { ExportedManifest } from "../manifest/exported.ts";
import type { Desired } from "../model/manifest.ts";
import { selecting } from "../plan/selector.ts";
import { textOf } from "../report/catalogue/index.ts";
import { counted } from "../report/text.ts";
import { type CliContext, CommandFailure, exitCodes } from "./cli-context.ts";
import { connect } from "./connection.ts";
import { writeNewFiles } from "./new-files.ts";
import { option } from "./options.ts";
import { reportBugs } from "./reporter.ts";
import { meantByNothing } from "./selectors.ts";

interface ExportFlags {
	readonly all: boolean;
	readonly to?: string;
	readonly includeSecrets: boolean;
}

/** Adds `evenkeel export`; `done` gets its exit code. */
export function addExport(program: Command, context: CliContext, done: (code: number) => void): void {
	program
		.command("export")
		.description("print manifests of existing resources of the account")
		.argument("[selectors...]", "identities such as Service/shop/order-api; * matches any text")
		.addOption(option("--all", "export all resources of all kinds").default(false))
		.addOption(option("--to <folder>", "write one file per resource into this folder; never overwrite a file"))
		.addOption(
			option("--include-secrets", "print values that may be secret, such as environment variables").default(false),
		)
		.action(async (selectors: string[], flags: ExportFlags) => done(await exportAccount(context, selectors, flags)));
}

/** Without a declared resource nothing is compared, so the result is the observation alone. */
const nothing: Desired = {
	environment: { name: "export", owner: "", prune: "off", deletions: [], rollouts: {}, windows: [], preflight: [] },
	resources: [],
	complete: true,
	provenance: { is: "unversioned" },
	revision: "",
};

async function exportAccount(context: CliContext, selectors: readonly string[], flags: ExportFlags): Promise<number> {
	if (flags.all === selectors.length > 0) {
		throw new CommandFailure("Pass what to export: selectors such as Service/shop/*, or --all.");
	}
	const connection = connect(context, { local: false, speed: 1 }, undefined);
	try {
		const account = createAccountGuard(connection);
		const onBug = reportBugs(context);
		const seen = await planOnce({ ...connection, kinds, desired: nothing, account, onBug });
		if ("stopped" in seen) throw new CommandFailure(textOf(seen.stopped));
		const there = [...seen.observedState.all()].filter(({ observation }) => observation.status !== "absent");
		const identities = there.map(({ identity }) => identity);
		const mistyped = meantByNothing(selectors, identities, identities, "No existing resource");
		if (mistyped !== undefined) throw new CommandFailure(mistyped);
		const isMeant = selecting(flags.all ? ["*"] : selectors);
		const { manifests, skipped } = await exportManifests({
			kinds,
			observedState: seen.observedState,
			read: account.aws.read,
			isMeant,
			withSecrets: flags.includeSecrets,
			onBug,
		});
		const print = flags.includeSecrets ? context.outWithSecrets : context.out;
		if (flags.to === undefined) print(manifests.map(({ text }) => text).join(""));
		else await writeNewFiles(resolve(context.cwd, flags.to), exportFiles(manifests));
		const left = skipped.map(({ identity, reason }) => `${identity} is not exported: ${textOf(reason)}`);
		const incomplete = seen.incomplete ? [`Not everything could be observed: ${textOf(seen.incomplete)}`] : [];
		for (const sentence of [...incomplete, ...left, ...secretsSentence(manifests, flags)]) {
			context.error(`${sentence}\n`);
		}
		return seen.incomplete ? exitCodes.failed : exitCodes.well;
	} catch (failure) {
		if (failure instanceof AwsFailure) throw new CommandFailure(failure.message);
		throw failure;
	} finally {
		connection.close();
	}
}

function secretsSentence(manifests: readonly ExportedManifest[], { includeSecrets }: ExportFlags): readonly string[] {
	const variables = manifests.flatMap((manifest) => manifest.variables);
	const [first] = variables;
	if (first === undefined) return [];
	const values = counted(variables.length, "value");
	if (includeSecrets) return [`${values} that may be secret printed unchanged. Review them before you commit.`];
	return [
		`${values} that may be secret became variables, such as \${${first}}. Set them under "variables", write what is no ` +
			`secret in their places, or export with --include-secrets.`,
	];
}
