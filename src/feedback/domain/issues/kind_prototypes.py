"""Sentences that show an embedding model what a defect, a request and a question sound like.

Written for this project. Each row is about one thing, told as a defect, a request and a question:
their difference is the kind and nothing else. Short ones, as in a chat, and longer ones, as in a
mail; both are needed, for a model takes length for a trait.
"""

KIND_PROTOTYPES = (
    (
        "The export of invoices fails with an error message.",
        "Please add an export of invoices to Excel.",
        "How do I export my invoices?",
    ),
    (
        "The app crashes as soon as I open it.",
        "It would be great if the app opened the last view again.",
        "Which version of the app do I need?",
    ),
    (
        "Since the last update I can no longer log in.",
        "Please support login with a passkey.",
        "Where do I change my login?",
    ),
    (
        "The search returns wrong results.",
        "I would like to be able to search by date.",
        "Is it possible to search by date?",
    ),
    (
        "The page is very slow and then freezes.",
        "Please make the number of rows on a page configurable.",
        "Why does the page show only ten rows?",
    ),
    (
        "Settings are lost after every restart.",
        "Add an option to save settings as a template.",
        "What does this setting mean?",
    ),
    (
        "The button does not react when I click on it.",
        "Feature request: a keyboard shortcut for this button.",
        "What is this button for?",
    ),
    (
        "Unexpected behaviour: the value is doubled instead of replaced.",
        "Suggestion: allow several values in this field.",
        "What is the difference between these two values?",
    ),
    (
        "Installing fails with an exception.",
        "Please offer an installer for Linux.",
        "How can I install this on my computer?",
    ),
    (
        "Notifications arrive twice or not at all.",
        "We wish there were notifications in Slack.",
        "Can I turn off notifications?",
    ),
    (
        "The text in the menu is cut off and displayed wrongly.",
        "The menu should be reorganised to be easier to use.",
        "I can't find the menu item, where is it?",
    ),
    (
        "The function returns an incorrect result for empty input.",
        "Provide a function that takes a list as input.",
        "I am trying to use this function, what is the correct way?",
    ),
    (
        "Export stops at 500 rows. When I export a long list, only the first 500 rows are in "
        "the file. No message is shown. The whole list was exported before the last version.",
        "Export to other formats. At the moment a list can only be exported as CSV. It would "
        "help us a lot to have Excel as well, so that we do not have to convert every file by"
        " hand.",
        "Exporting a list. I am trying to export a list but I do not know which format to "
        "choose. Is there a description of how this works, or does somebody have an example?",
    ),
    (
        "Login page keeps reloading. After entering my password the same page appears again, "
        "whatever browser I take. It worked until yesterday.",
        "Login with a single company account. Today each of our users needs a password of "
        "their own. Please consider supporting single sign-on so that they can use their "
        "company account.",
        "Help with login. I am new here and want to log in from a second computer. What do I "
        "have to do for this? I could not find anything about it in the documentation.",
    ),
    (
        "Wrong total in report. The total at the end of the report does not match the sum of "
        "its lines. Steps: open the report, choose a month, compare. Expected is the correct "
        "sum.",
        "Own columns in reports. There should be a way to choose the columns of a report and "
        "to keep the choice. This would save us time every week.",
        "Question about the report. Could you explain how the total in the report is "
        "calculated? I do not understand why it is different from my list. Am I doing "
        "something wrong?",
    ),
    (
        "Plugin crashes with an error. Loading the plugin fails with an exception and the "
        "program closes. The log is below. Same on a clean installation.",
        "Plugin interface. I propose to add an interface through which plugins can change the"
        " menu. It would make many small tools possible. I could help with it.",
        "Plugin installation. I followed the instructions for installing a plugin but I am "
        "not sure whether my set-up is right. Which version do I need for my system? Any "
        "advice is welcome, thank you.",
    ),
    (
        "Screen flickers and text is unreadable. Since the update the window flickers while "
        "scrolling and some text is drawn over other text.",
        "Dark theme. A dark theme for the window would be nice, and more space between the "
        "lines. Other programs have an option for that.",
        "Change the colours. Is there any way to change the colours of the window myself? "
        "Where would I find this setting, if it exists?",
    ),
    (
        "Very high memory use. The program uses more and more memory until the computer is "
        "slow. After closing the file the memory is not freed.",
        "Faster loading of large files. Loading could be improved by reading only the part "
        "that is shown. Add a setting for the size of this part.",
        "How much memory is needed? I want to work with large files and wonder what computer "
        "I should use. What do others do in this case?",
    ),
)
"""One row per topic: defect, request, question (the order of `IssueKind`)."""
