# One image for web, worker, beat and migrate (see docker-compose.yml).
FROM python:3.12-slim-bookworm

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1

RUN useradd --system --create-home --uid 10001 tandem
WORKDIR /app

COPY requirements.txt ./
RUN pip install --require-hashes --requirement requirements.txt

COPY . .
# The static files are the same for every company, so that they are gathered here and not at start,
# and beside var: the volume outlives the image, and an upgrade would serve the files of the version
# that first filled it. These settings serve for that one command.
RUN python tools/messages.py compile \
    && PRODUCTION=1 ALLOWED_HOSTS=build SECRET_KEY=only-to-gather-the-static-files-never-to-sign-anything \
       python manage.py collectstatic --no-input --verbosity 0 \
    && install --directory --owner tandem var

USER tandem
VOLUME /app/var
EXPOSE 8000

CMD ["granian", "--interface", "wsgi", "alignment.wsgi:application", \
     "--host", "0.0.0.0", "--port", "8000", "--workers", "2", "--blocking-threads", "4", \
     "--respawn-failed-workers", "--workers-max-rss", "512", "--no-ws"]
