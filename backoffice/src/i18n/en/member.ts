import type { member as ko } from "../ko/member.ts";

export const member: Record<keyof typeof ko, string> = {
  "members.title": "Members",
  "members.note": "Who works for this merchant, and what they may do.",
  "members.add": "Add member",
  "members.addDo": "Add",
  "members.name": "Name",
  "members.loginId": "E-mail",
  "members.addedAt": "Added",
  "members.you": "you",
  "members.nameMissing": "Enter the name",
  "members.loginIdWrong": "Check the e-mail address",
  "members.addedTitle": "Member added",
  "members.hasAccount":
    "{{loginId}} has an account already and may work here from now on. pay200 does not check whose an address is: ask now whether the account is theirs, and remove the member if it is not.",
  "members.passwordNote":
    "Pass this password on to {{loginId}} in a safe way. The first log-in has to be within three days.",
  "members.passwordOnce": "It is shown this once.",
  "members.password": "Password for the first log-in",
  "members.told": "I have copied it",
  "members.changeTitle": "Change the role?",
  "members.changeNote": "{{name}}'s role changes from {{from}} to {{to}}, at once.",
  "members.changeSelf": "This is your own role. You cannot change it back yourself.",
  "members.changeDo": "Change",
  "members.changed": "Role changed",
  "members.removeTitle": "Remove this member?",
  "members.removeNote":
    "{{name}} ({{loginId}}) loses sight of this merchant at once. Roles at other merchants stay.",
  "members.removeSelf": "This is you. You will not see this merchant any more.",
  "members.removed": "Member removed",
  "member.INVITED": "Invited",
  "member.ACTIVE": "Active",
  "member.LOCKED": "Locked",
};
