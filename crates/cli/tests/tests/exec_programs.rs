//! Real programs under `residue exec`: what they say and answer is as
//! without, and their ledgers add up.

use crate::desk::Desk;
use crate::exec::{alone, closed, exec, number, phase, run, under};
use crate::processes::is_there;
use crate::util::{residue, stderr, stdout};
use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// Runs `words` in `desk` without and with, and returns what both say.
fn same(desk: &Desk, words: &[&str]) -> String {
    let run = |mut command: Command| -> Output {
        command.current_dir(desk.path(".")).stdin(Stdio::null());
        command.output().expect("it starts")
    };
    let (without, with) = (run(alone(words)), run(under(words)));
    assert_eq!(without, with, "{words:?}");
    stdout(&with)
}

/// The same, measured: all ledgers add up.
fn measured(desk: &Desk, words: &[&str]) -> serde_json::Value {
    let output = exec(desk, &["--force"], words);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let run = run(desk);
    assert!(closed(&run) >= 3, "{run:#}");
    run
}

#[test]
fn sqlite() {
    if !is_there("sqlite3") {
        return;
    }
    let desk = Desk::new();
    let rows = "create table t(a, b); with recursive n(i) as (select 1 union \
                all select i + 1 from n where i < 20000) insert into t select \
                i, hex(i) || '-row' from n; create index x on t(b); select \
                count(*), sum(a), max(b) from t;";
    let words = ["sqlite3", ":memory:", rows];
    assert!(same(&desk, &words).starts_with("20000|200010000|"));
    let run = measured(&desk, &words);
    // It held some, and gave it back.
    let (peak, exit) = (phase(&run, "peak"), phase(&run, "exit"));
    assert!(number(exit, "peak_live") > number(exit, "live"), "{peak:#}");
}

#[test]
fn python() {
    if !is_there("python3") {
        return;
    }
    let desk = Desk::new();
    let script = "import json, threading, sys\n\
                  data = {str(i): [i, {'a': 'b' * 50}] for i in range(5000)}\n\
                  same = json.loads(json.dumps(data)) == data\n\
                  def work(): sorted(str(i) for i in range(2000))\n\
                  all = [threading.Thread(target=work) for _ in range(8)]\n\
                  [of.start() for of in all]; [of.join() for of in all]\n\
                  print(same, len(data)); sys.exit(0 if same else 1)";
    let words = ["python3", "-c", script];
    assert_eq!(same(&desk, &words), "True 5000\n");
    measured(&desk, &words);
}

#[test]
fn git() {
    if !is_there("git") {
        return;
    }
    let desk = Desk::new();
    let make = "git init -q . && for i in 1 2 3; do echo $i > f; git add f; \
                git -c user.name=a -c user.email=b commit -qm $i; done";
    let mut made = Command::new("sh");
    made.args(["-c", make]).current_dir(desk.path("."));
    assert!(made.output().expect("it starts").status.success());
    let log = same(&desk, &["git", "--no-pager", "log", "--format=%s"]);
    assert_eq!(log, "3\n2\n1\n");
    same(&desk, &["git", "fsck", "--full"]);
    same(&desk, &["git", "log", "no-such-branch"]);
    measured(&desk, &["git", "gc", "-q"]);
}

#[test]
fn a_shell_with_many_children() {
    let script = "i=0; while [ $i -lt 200 ]; do (exit 3); /bin/true; \
                  i=$((i + 1)); done; echo $i; seq 3 | cat; exit 0";
    let desk = Desk::new();
    let words = ["sh", "-c", script];
    assert_eq!(same(&desk, &words), "200\n1\n2\n3\n");
    measured(&desk, &words);
}

#[test]
fn children_are_probes_of_their_own_where_they_are_followed() {
    let desk = Desk::new();
    let output = exec(&desk, &["--follow"], &["sh", "-c", "ls; cat f; true"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let run = run(&desk);
    let probes = run["probes"].as_array().expect("probes");
    let names = probes.iter().filter_map(|of| of["scenario"].as_str());
    assert_eq!(names.collect::<Vec<_>>(), ["sh", "ls", "cat"]);
    assert!(closed(&run) >= 9, "{run:#}");
}

const PATIENCE: Duration = Duration::from_secs(60);

/// A server under `residue exec`, which ends with the test.
struct Server {
    desk: Desk,
    child: Child,
    stream: TcpStream,
}

impl Server {
    fn redis() -> Server {
        let free = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = free.local_addr().expect("an address").port();
        drop(free);
        let desk = Desk::new();
        let options = ["exec", "--on-usr2", "-o", "run", "--"];
        let mut command = residue(&options);
        command.args(["redis-server", "--save", "", "--port"]);
        command.arg(port.to_string()).current_dir(desk.path("."));
        let said = fs::File::create(desk.path("said")).expect("a file");
        command.stdout(Stdio::null()).stderr(said);
        let child = command.spawn().expect("it starts");
        let begun = Instant::now();
        let stream = loop {
            if let Ok(stream) = TcpStream::connect(("127.0.0.1", port)) {
                break stream;
            }
            assert!(begun.elapsed() < PATIENCE, "it does not answer");
            std::thread::sleep(Duration::from_millis(20));
        };
        stream.set_read_timeout(Some(PATIENCE)).expect("a time");
        Server { desk, child, stream }
    }

    /// Has it looked at, whatever it is about.
    fn is_looked_at(&self) {
        let pid = self.child.id().to_string();
        let asked = Command::new("kill").args(["-USR2", &pid]).status();
        assert!(asked.expect("a command").success());
    }

    /// Says `text`, which is `count` commands, and returns the answers.
    fn says(&mut self, text: &str, count: usize) -> String {
        self.stream.write_all(text.as_bytes()).expect("it reads");
        let mut answers = String::new();
        let mut part = [0; 4096];
        while answers.matches("\r\n").count() < count {
            let len = self.stream.read(&mut part).expect("it answers");
            answers.push_str(&String::from_utf8_lossy(&part[..len]));
        }
        answers
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It is passed on to the program.
        let pid = self.child.id().to_string();
        let _ = Command::new("kill").arg(pid).status();
        let _ = self.child.wait();
    }
}

#[test]
fn redis() {
    if !is_there("redis-server") {
        return;
    }
    let mut server = Server::redis();
    for thousand in 0..50 {
        let value = "v".repeat(200);
        let set = |key| format!("SET key:{thousand}:{key} {value}\r\n");
        let commands: String = (0..1000).map(set).collect();
        if thousand % 7 == 3 {
            server.is_looked_at();
        }
        let answers = server.says(&commands, 1000);
        assert_eq!(answers, "+OK\r\n".repeat(1000));
    }
    assert_eq!(server.says("DBSIZE\r\n", 1), ":50000\r\n");
    assert_eq!(server.says("FLUSHALL SYNC\r\n", 1), "+OK\r\n");
    server.stream.write_all(b"SHUTDOWN NOSAVE\r\n").expect("it reads");
    assert!(server.child.wait().expect("it ends").success());
    let run = run(&server.desk);
    assert!(closed(&run) >= 3);
    phase(&run, "asked");
    // Whatever it was about when it was looked at, nothing was lost.
    let said = server.desk.read("said");
    assert!(!said.contains("exit: "), "{said}");
    let exit = phase(&run, "exit");
    // The data were allocated, and are gone.
    assert!(number(exit, "peak_live") > number(exit, "live") + (9 << 20));
    assert!(number(exit, "live") < 9 << 20, "{exit:#}");
}
