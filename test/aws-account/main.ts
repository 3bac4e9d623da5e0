/**
 * `npm run test:aws`: the stories in a real account, for whoever has one to spare. It refuses until it is told everything, and
 * with `--clean-up PREFIX` it only removes what an earlier run has left behind.
 */
import { type CommandLine, testAws } from "./command.ts";

const line: CommandLine = {
	argv: process.argv.slice(2),
	env: process.env,
	onInterrupt: (interrupt) => {
		process.on("SIGINT", interrupt);
		process.on("SIGTERM", interrupt);
	},
	say: (text) => void process.stdout.write(`${text}\n`),
};
process.exitCode = await testAws(line);
