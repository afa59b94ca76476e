//! The README's commands, run as they stand.

use mutuelle_tests::{Server, binary_folder, workspace};
use std::net::TcpListener;
use std::process::Command;

/// The shell commands under a heading.
fn commands(heading: &str) -> String {
    let readme = std::fs::read_to_string(workspace().join("README.md")).unwrap();
    let section = readme
        .split(&format!("\n## {heading}\n"))
        .nth(1)
        .expect("the heading is there");
    let block = section
        .split("```sh\n")
        .nth(1)
        .expect("commands under the heading");
    block.split("\n```").next().unwrap().to_owned()
}

#[test]
fn the_first_sixty_seconds_work_as_they_are_written() {
    let address = "127.0.0.1:7878";
    if let Err(error) = TcpListener::bind(address) {
        eprintln!("SKIPPED: {address}, which the README speaks of, is not free: {error}");
        return;
    }
    if Command::new("curl").arg("--version").output().is_err() {
        eprintln!("SKIPPED: no `curl` to run the README's commands with");
        return;
    }
    // The README is read in the project's folder, after `make demo`.
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join(".demo");
    std::fs::create_dir(folder.path().join("target")).unwrap();
    std::os::unix::fs::symlink(binary_folder(), folder.path().join("target/debug")).unwrap();
    let server = Server::start(&data, &["--demo", "--bind", address]);
    server.client().get("/health", "*/*").expect(200);

    let script = format!(
        "set -eu\n{}",
        commands("Sixty seconds").replace("curl ", "curl --fail --silent --show-error ")
    );
    let ran = Command::new("sh")
        .arg("-c")
        .arg(script)
        .current_dir(folder.path())
        .output()
        .unwrap();
    let (out, err) = (
        String::from_utf8_lossy(&ran.stdout),
        String::from_utf8_lossy(&ran.stderr),
    );
    assert!(ran.status.success(), "{out}{err}");
    assert!(
        out.contains("four-a-pain") && out.contains("seed,title"),
        "{out}{err}"
    );
    let page = server
        .client()
        .get("/graine/four-a-pain", "text/html")
        .expect(200)
        .text();
    assert!(page.contains("Rallumer un four à pain"), "{page}");
}
