// What every page needs. Small modules, no build step; everything works on elements that htmx brings later as well.
import "./shell.js";
import "./dialogs.js";
import "./inputs.js";
import "./limits.js";
import "./feedback.js";
import "./signedout.js";
import "./sheet/leaving.js";
