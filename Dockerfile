# docker build --tag menlian .
# docker run --volume menlian:/data --stop-timeout 15 menlian
FROM python:3.11-slim-bookworm

# The bot's own person, who may write to /data and nowhere else.
RUN useradd --system --uid 10001 --user-group --home-dir /data --no-create-home --shell /usr/sbin/nologin menlian \
    && install --directory --owner=menlian --group=menlian --mode=0700 /data

WORKDIR /srv/menlian

# The pins change seldom, the words often: what is installed from the pins is a layer of its own.
COPY scripts/install.sh scripts/install.sh
COPY requirements/run.lock requirements/run.lock
COPY bot/__init__.py bot/__init__.py
RUN sh scripts/install.sh run

COPY . .
RUN chmod -R a+rX bot dialogs locales && .venv/bin/python -m compileall -q bot

ENV PATH=/srv/menlian/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    MENLIAN_DATABASE=/data/menlian.db

USER menlian
VOLUME /data

HEALTHCHECK --interval=30s --timeout=5s --start-period=10s --retries=3 CMD ["menlian", "health"]

# Turns in flight commit, then the program ends with 0, within 10 s.
STOPSIGNAL SIGTERM
CMD ["menlian", "serve"]
