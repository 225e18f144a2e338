# What `start`, `check` and `bench` share: system packages, the Python environment, words for the terminal.
# POSIX sh, read with "." from the repository's root; nothing here runs by itself.

# The PDF writer draws with Pango and cuts fonts down with HarfBuzz; Noto CJK is the print face; gettext compiles translations;
# ffmpeg looks into the films of pledges.
RUNTIME_PACKAGES="python3 python3-venv libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk gettext ffmpeg"
# The journeys drive Debian's Chromium (the driver's Node needs libatomic); poppler turns PDF pages into pictures.
TEST_PACKAGES="chromium libatomic1 poppler-utils qpdf"

PYTHON=.venv/bin/python
STAMP=.venv/requirements.stamp

# Chinese must print whatever the terminal's locale claims.
export PYTHONUTF8=1

say() {
    printf '%s\n' "$*"
}

stop() { # MESSAGE: one line, exit 2
    printf '%s\n' "$*" >&2
    exit 2
}

need_packages() { # NAME...: Debian packages; installs what is missing, or says what to ask for
    if ! command -v dpkg-query >/dev/null 2>&1; then
        say "這不是 Debian，略過系統套件的檢查；需要的套件：$*"
        return
    fi
    missing=
    for name in "$@"; do
        # A machine of two architectures answers with two lines.
        dpkg-query -W -f '${db:Status-Status}\n' "$name" 2>/dev/null | grep -qx installed || missing="$missing $name"
    done
    [ -n "$missing" ] || return 0
    if [ "$(id -u)" = 0 ]; then
        root=
    elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
        root="sudo -n"
    else
        stop "缺少系統套件，而這個帳號不能安裝；請系統管理者執行：apt-get install --no-install-recommends$missing"
    fi
    say "安裝系統套件：$missing"
    mkdir -p var
    # shellcheck disable=SC2086  (both are lists of words)
    if ! { $root apt-get update -q && $root env DEBIAN_FRONTEND=noninteractive \
            apt-get install -q -y --no-install-recommends $missing; } </dev/null >var/apt.log 2>&1; then
        tail -n 5 var/apt.log >&2
        stop "系統套件裝不起來，完整訊息在 var/apt.log；請檢查網路與套件來源，再執行一次。"
    fi
}

need_python() {
    # `python3` may be another one than Debian's: ask the one that will make the environment.
    command -v python3 >/dev/null 2>&1 || stop "找不到 python3；需要 Python 3.11 以上。"
    python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
        stop "這部機器的 $(python3 --version 2>&1) 太舊；需要 Python 3.11 以上。"
}

need_environment() { # requirements.txt|requirements-dev.txt: .venv as the lock says; nothing to do when it already is
    wanted=$1
    # An environment that already serves tests keeps its tools when only `start` is run.
    case "$(cat "$STAMP" 2>/dev/null || true)" in
        requirements-dev.txt*) wanted=requirements-dev.txt ;;
        "") [ ! -e .venv/bin/pytest ] || wanted=requirements-dev.txt ;;
    esac
    if ! "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        say "建立 Python 環境 .venv"
        python3 -m venv --clear .venv || stop "建不起 .venv；請確認 python3-venv 已安裝，且這個資料夾可以寫入。"
    fi
    stamp="$wanted $(cat "$wanted" requirements-uv.txt | cksum) $("$PYTHON" --version)"
    [ "$stamp" != "$(cat "$STAMP" 2>/dev/null || true)" ] || return 0
    say "安裝 Python 套件（$wanted）"
    "$PYTHON" -m pip --disable-pip-version-check install -q --require-hashes -r requirements-uv.txt ||
        stop "裝不了 uv（Python 的套件工具）；請檢查網路，再執行一次。"
    "$PYTHON" -m uv pip sync -q --python "$PYTHON" --require-hashes "$wanted" ||
        stop "Python 套件裝不起來（$wanted）；請檢查網路，再執行一次。"
    printf '%s\n' "$stamp" >"$STAMP"
}

compile_translations() { # each catalogue that is newer than its compiled twin
    for po in locale/*/LC_MESSAGES/*.po; do
        [ -e "$po" ] || continue
        mo=${po%.po}.mo
        if [ ! -e "$mo" ] || [ -n "$(find "$po" -newer "$mo")" ]; then
            # Written beside and moved: a server that is running never reads half a catalogue.
            msgfmt --check-format -o "$mo.part" "$po" || stop "翻譯檔 $po 有錯，訊息如上。"
            mv -f "$mo.part" "$mo"
        fi
    done
}
