// The table's overview has nothing to write, but sends what still waits on this device.
import { sendLeftovers } from "./leftovers.js";

sendLeftovers();
