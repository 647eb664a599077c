// When the browser or the person refuses a passkey, say so on the page. Everything else of passkeys is the library's.
document.addEventListener('allauth.error', function (event) {
  const failed = document.getElementById('passkey_failed')
  if (failed) {
    event.preventDefault()
    failed.hidden = false
  }
})
