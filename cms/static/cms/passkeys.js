// What the scripts of django-otp-webauthn say, in Japanese: they ask gettext(). After a registration the page shows what is there now.
"use strict";

{
  const then = document.currentScript.dataset.then;
  const CANCELLED = "中止しました。もう一度 おすと、やりなおせます。";
  const WORDS = {
    "Verifying...": "確認しています…",
    "Finishing verification...": "確認しています…",
    "Verification successful!": "確認できました。",
    "Verification aborted.": CANCELLED,
    "Verification canceled or not allowed.": CANCELLED,
    "Registering...": "登録しています…",
    "Finishing registration...": "登録しています…",
    "Registration successful!": "登録しました。",
    "Registration aborted.": CANCELLED,
    "Registration aborted or not allowed.": CANCELLED,
    "Registration failed. You most likely already have a Passkey registered for this site.": "この機械のパスキーは、もう 登録してあります。",
  };
  const FAILED = "うまく いきませんでした。もう一度 ためすか、アプリの番号を 使ってください。";
  globalThis.gettext = (text) => WORDS[text] ?? FAILED;
  document.addEventListener("otp_webauthn.register_complete", () => { location.assign(then); });
}
