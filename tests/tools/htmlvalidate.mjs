// All rules html-validate recommends, and those for whole documents. None is off; three are told what is meant:
export default {
  root: true,
  extends: ["html-validate:recommended", "html-validate:document"],
  rules: {
    // The hyphen of a telephone number stays the one that was typed, so that it can be copied; class "phone"
    // keeps the number on one line by the style sheet.
    "tel-non-breaking": ["error", {ignoreClasses: ["phone"]}],
    // The title of an official document is not shortened for search engines.
    "long-title": ["error", {maxlength: 100}],
    // Files of the site itself: their names carry their digest, and from file:// integrity cannot be checked.
    "require-sri": ["error", {target: "crossorigin"}],
  },
};
