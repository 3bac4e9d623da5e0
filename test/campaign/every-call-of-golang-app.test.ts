/** Runs the story golang-app with one fault at each of its calls. */
import { surviveEveryCall } from "./every-call.ts";

surviveEveryCall("golang-app");
